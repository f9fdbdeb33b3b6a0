import { expect, test } from 'vitest';
import { ask, openInsightApi, waitForInsight } from '#tests/support/open-insight-api.ts';

const HARBOUR = [
  'The harbour gate at Norhavn opens at 7:00 in summer and closes at 19:00 every day. The tide decides how high the harbour gate opens in winter.',
  'When does the ferry leave? The ferry to Kelsund leaves every hour from the eastern quay. Tickets are sold on board only.',
];
const THAI = [
  'สัญญาเช่านี้มีระยะเวลาหนึ่งปีนับจากวันที่ลงนาม ผู้เช่าต้องชำระค่าเช่าภายในวันที่ห้าของทุกเดือน ค่าเช่าเดือนละแปดพันบาทไม่รวมค่าน้ำและค่าไฟ',
];

test('without a model a summary quotes sentences word for word, in the order of the documents, and says so', async () => {
  await using api = await openInsightApi({ keyless: true });
  const ids = [await api.index('Harbour', HARBOUR), await api.index('สัญญาเช่า', THAI)];
  await using _worker = await api.work();
  const insight = await waitForInsight(api.user, await ask(api.user, { kind: 'summary', document_ids: ids }));
  expect(insight).toMatchObject({ status: 'ready', answered_by: 'keyless', model: null });
  expect(insight['label']).toContain('No model wrote this');
  expect(insight['usage']).toEqual({ input_tokens: 0, output_tokens: 0, credits: 0 });
  const items = insight['sections'].flatMap((each: any) => each.entries.flatMap((entry: any) => entry.items));
  expect(items.length).toBeGreaterThan(2);
  for (const { text, proof } of items) {
    expect(text).toMatch(/^“.*” \[\d+\]$/u);
    expect(proof.sentences.every((each: any) => each.quotation === 'verbatim')).toBe(true);
  }
  const all = `${HARBOUR.join(' ')} ${THAI.join(' ')}`;
  for (const { quote, state } of insight['citations']) {
    expect(all).toContain(quote);
    expect(state).toBe('holds');
  }
  expect(api.provider.calls).toEqual([]);
});

test('questions that stand in the documents are found with what follows them', async () => {
  await using api = await openInsightApi({ keyless: true });
  const id = await api.index('Harbour', HARBOUR);
  await using _worker = await api.work();
  const asked = { kind: 'questions-and-answers', document_ids: [id] };
  const insight = await waitForInsight(api.user, await ask(api.user, asked));
  expect(insight['sections'][0].entries).toMatchObject([
    {
      heading: 'When does the ferry leave?',
      items: [
        { text: '“The ferry to Kelsund leaves every hour from the eastern quay.” [1]' },
        { text: '“Tickets are sold on board only.” [2]' },
      ],
    },
  ]);
});

test('where no question stands the insight fails and says what would help', async () => {
  await using api = await openInsightApi({ keyless: true });
  const id = await api.index('Lease', THAI);
  await using _worker = await api.work();
  const asked = { kind: 'questions-and-answers', document_ids: [id] };
  const insight = await waitForInsight(api.user, await ask(api.user, asked));
  expect(insight).toMatchObject({ status: 'failed', failure: { code: 'nothing-found' } });
  expect(insight['failure'].next_step).toContain('language model');
});

test('of documents that are too long for twelve sections the most central passages are read, and it is said', async () => {
  await using api = await openInsightApi({ keyless: true });
  const page = (number: number): string =>
    Array.from(
      { length: 12 },
      (_, line) =>
        `Paragraph ${line} of page ${number} describes how berth ${number * 12 + line} of the harbour is used by ferries.`,
    ).join(' ');
  const id = await api.index(
    'Berths',
    Array.from({ length: 420 }, (_, number) => page(number)),
  );
  await using _worker = await api.work();
  const insight = await waitForInsight(api.user, await ask(api.user, { kind: 'slides', document_ids: [id] }));
  expect(insight).toMatchObject({ status: 'ready', progress: { done: 12, total: 12 } });
  expect(insight['passages'].read).toBeLessThan(insight['passages'].total);
  expect(insight['passages'].read).toBeGreaterThan(100);
});
