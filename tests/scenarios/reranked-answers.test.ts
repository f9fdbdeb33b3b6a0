import { expect, test } from 'vitest';
import type { Reranker } from '#ai/rerank.ts';
import { partsOf, serveChat } from '#tests/support/serve-chat.ts';
import { checkBooks } from '#usage/records/check-books.ts';
import { listRecords } from '#usage/records/list-records.ts';

const PAGES = ['Leave leave leave is planned in January.', 'Everyone has 28 days of paid leave a year.'];
const QUESTION = 'How many days of leave has everyone?';

/** Thinks that whatever is about January answers best; what it is asked is noted. */
function opinionated(asked: string[][]): Reranker {
  return {
    id: 'fake-reranker',
    maxPassages: 100,
    rerank: async (query, passages) => {
      asked.push([query, ...passages]);
      return passages.map(passage => (passage.includes('January') ? 1 : 0));
    },
  };
}

test('where a reranker is configured it orders what an answer rests on, and is paid for in the answer’s bill', async () => {
  const asked: string[][] = [];
  await using chat = await serveChat({ reranker: opinionated(asked) });
  for (const [at, page] of PAGES.entries()) await chat.index(`Page ${at}`, [page]);
  chat.provider.next({ tokens: ['Leave is planned in January [1].'] });
  const reply = await chat.fetch('/ask', { method: 'POST', body: JSON.stringify({ text: QUESTION }) });
  const parts = await Array.fromAsync(partsOf(reply));
  const { passages } = parts.find(part => part.type === 'retrieval')!.data as any;
  expect(passages[0].text).toContain('January');
  expect(asked).toHaveLength(1);
  const usage = parts.find(part => part.type === 'usage')!.data;
  const [record, ...others] = await listRecords(chat.db, { tenantId: chat.tenantId, limit: 10 });
  expect(others).toEqual([]);
  expect(record).toMatchObject({ kind: 'answer', source: 'estimated' });
  expect(record!.tokens_in).toBeGreaterThan(Number(usage['input_tokens']));
  expect(await checkBooks(chat.db, chat.tenantId)).toEqual([]);
});
