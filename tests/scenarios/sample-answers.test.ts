import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { AnswerPart } from '#chat/answer/answer-part.ts';
import { answerQuestion } from '#chat/answer/answer-question.ts';
import { createId } from '#kernel/ids.ts';
import { openChunker } from '#knowledge/chunk/open-chunker.ts';
import type { ChunkDraft } from '#knowledge/chunk/chunk-draft.ts';
import { extractDocument } from '#knowledge/extract/extract-document.ts';
import { openTestStore } from '#tests/support/create-test-store.ts';
import { createLibrary, indexDocument } from '#tests/support/index-document.ts';

interface SampleQuestion {
  id: string;
  question: string;
  expected: { document: string; page: number | null; phrase: string } | null;
}

const samples = fileURLToPath(new URL('../../samples/', import.meta.url));
const { questions } = JSON.parse(readFileSync(path.join(samples, 'questions.json'), 'utf8')) as {
  questions: SampleQuestion[];
};
const folder = path.join(samples, 'library');

let store: Awaited<ReturnType<typeof openTestStore>>;
let tenantId: string;

beforeAll(async () => {
  store = await openTestStore();
  const library = await createLibrary(store.db);
  tenantId = library.tenantId;
  for (const name of readdirSync(folder)) {
    const drafts = await cutFile(path.join(folder, name));
    await indexDocument(store.db, library, {
      title: name,
      chunks: drafts.map(draft => ({ ...draft, id: createId() })),
    });
  }
});
afterAll(() => store[Symbol.asyncDispose]());

async function cutFile(file: string): Promise<ChunkDraft[]> {
  const chunker = openChunker();
  const drafts: ChunkDraft[] = [];
  for await (const event of extractDocument({ path: file, fileName: path.basename(file) })) {
    if (event.type === 'page') drafts.push(...chunker.add(event.page));
  }
  return [...drafts, ...chunker.end()];
}

const ask = (text: string): Promise<AnswerPart[]> =>
  Array.fromAsync(
    answerQuestion(
      { db: store.db },
      { tenantId, text, libraryIds: [], documentIds: [], history: [] },
      new AbortController().signal,
    ),
  );

const textOf = (parts: AnswerPart[]): string =>
  parts.map(part => (part.type === 'text-delta' ? part.text : '')).join('');

/** The answer holds the phrase and cites its document, and its page where it has pages. */
function isRight(
  parts: AnswerPart[],
  { document, page, phrase }: NonNullable<SampleQuestion['expected']>,
): boolean {
  const citation = parts.find(
    part =>
      part.type === 'citation' &&
      part.document_title === document &&
      (page === null || (part.page_start! <= page && page <= part.page_end!)),
  );
  return citation !== undefined && textOf(parts).includes(phrase);
}

test('keyless answers to the sample questions hold what is asked for, cited by document and page', async () => {
  const wrong: string[] = [];
  for (const { id, question, expected } of questions) {
    if (expected !== null && !isRight(await ask(question), expected)) wrong.push(id);
  }
  expect(wrong).toEqual([]);
});

/** Asked in words that the library has, about things that it does not tell. */
const unanswerable = [
  'Who is the chief executive of the airline?',
  'What is the maximum speed of the helicopter?',
  'How many vacation days do pilots get in Norway?',
  'What is the capital of Mongolia?',
  'Which vendor supplied the payroll software?',
  'How much did the cooperative pay for its office in London?',
  'What was the output of the nuclear reactor in 2025?',
  'When was the first tunnel under the sound dug?',
  'What did the repair of turbine T9 cost?',
  'Which colour is the ferry painted?',
  'How many seats does the bus to the airport have?',
  'Who won the football match in Port Merrow?',
  'What is the SEV5 response time?',
  'How long is the warranty on the new blades?',
  'What salary does the managing director receive?',
  'นโยบายการลาคลอดของพนักงานธนาคารเป็นอย่างไร',
  'ราคาทองคำวันนี้เท่าไร',
  'ใครเป็นนายกรัฐมนตรีของญี่ปุ่น',
  'สนามบินเปิดให้บริการกี่โมง',
  'ค่าเช่าบ้านที่กรุงเทพเดือนละกี่บาท',
];

test('what no document answers is not answered, in English and in Thai', async () => {
  const asked = questions.filter(each => each.expected === null).map(each => each.question);
  const answered: string[] = [];
  for (const question of [...asked, ...unanswerable]) {
    const start = (await ask(question)).find(part => part.type === 'text-start');
    if (start?.answered_by !== 'none') answered.push(question);
  }
  expect(asked.length).toBeGreaterThan(0);
  expect(answered).toEqual([]);
});
