import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, expect, test } from 'vitest';
import { withEmbeddingBill } from '#ai/metering/with-embedding-bill.ts';
import { openReranker } from '#ai/providers/rerank/open-reranker.ts';
import { searchLibrary } from '#knowledge/search/search-library.ts';
import { limitTenant } from '#tests/support/create-limited-tenant.ts';
import { openTestStore } from '#tests/support/create-test-store.ts';
import { createLibrary, indexDocument, looseChunk } from '#tests/support/index-document.ts';
import { openUsage } from '#usage/holds/open-usage.ts';
import { listRecords } from '#usage/records/list-records.ts';

const store = await openTestStore();
afterAll(() => store[Symbol.asyncDispose]());

const provider = { role: 'reranker', model: 'judge', variables: 'QUARRY_RERANK' } as const;

interface Asked {
  query: string;
  documents?: string[];
  texts?: string[];
}

/** An endpoint that finds longer passages better, and keeps what it was asked. */
async function serveReranker(status = 200) {
  const asked: Asked[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (piece: Buffer) => (body += piece.toString()));
    request.on('end', () => {
      const question = JSON.parse(body) as Asked;
      asked.push(question);
      const scores = (question.documents ?? question.texts)!.map((text, index) => ({
        index,
        relevance_score: text.length,
      }));
      const results = scores.toReversed();
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(question.documents ? { results } : results.map(asTextsReply)));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const stop = async () => {
    server.close();
    server.closeAllConnections();
    await once(server, 'close').catch(() => undefined);
  };
  return { asked, baseUrl: `http://127.0.0.1:${port}`, [Symbol.asyncDispose]: stop };
}

const asTextsReply = ({ index, relevance_score: score }: { index: number; relevance_score: number }) => ({
  index,
  score,
});

async function fill() {
  const library = await createLibrary(store.db);
  const texts = ['harbour harbour', 'harbour and much else', 'harbour, and very much else beside it'];
  await indexDocument(store.db, library, { chunks: texts.map((text, at) => looseChunk(text, at)) });
  return { tenantId: library.tenantId, texts };
}

const open = (baseUrl: string, style: 'documents' | 'texts' = 'documents') =>
  openReranker({ provider, baseUrl, style, connections: 2, timeoutMs: 10_000 });

test.each(['documents', 'texts'] as const)(
  'a reranker that takes %s puts the hits in its order',
  async style => {
    const { tenantId, texts } = await fill();
    await using endpoint = await serveReranker();
    await using reranker = open(endpoint.baseUrl, style);
    const search = { tenantId, query: 'harbour', k: 2, explain: true };
    const without = await searchLibrary(store.db, search);
    expect(without.hits[0]!.text).toBe(texts[0]);
    const found = await searchLibrary(store.db, { ...search, reranker });
    expect(found.hits.map(hit => hit.text)).toEqual([texts[2], texts[1]]);
    expect(found.hits[0]!.scores.keyword!.rank).toBe(3);
    expect(found.explanation!.rerank).toMatchObject({ model: 'judge', passages: 3, failed: undefined });
    expect(without.explanation!.rerank).toBeUndefined();
    expect(endpoint.asked[0]).toMatchObject({ query: 'harbour' });
  },
);

test('when a reranker fails, hits stay as they were ranked, and the explanation says so', async () => {
  const { tenantId, texts } = await fill();
  await using endpoint = await serveReranker(500);
  await using reranker = open(endpoint.baseUrl);
  const search = { tenantId, query: 'harbour', k: 1, explain: true, reranker };
  const found = await searchLibrary(store.db, search);
  expect(found.hits.map(hit => hit.text)).toEqual([texts[0]]);
  expect(found.explanation!.rerank).toMatchObject({ failed: true });
});

test('a caller’s vector without words is not read again', async () => {
  const library = await createLibrary(store.db);
  await indexDocument(store.db, library, { chunks: [looseChunk('word', 0, [1, 0])], model: 'custom' });
  await using endpoint = await serveReranker();
  await using reranker = open(endpoint.baseUrl);
  const embedding = Float32Array.from([1, 0]);
  const found = await searchLibrary(store.db, { tenantId: library.tenantId, embedding, reranker });
  expect([found.hits.length, endpoint.asked.length]).toEqual([1, 0]);
});

test('reading hits again is billed under the reranker’s name, and refused where no credits are left', async () => {
  const { tenantId } = await fill();
  await using endpoint = await serveReranker();
  await using reranker = open(endpoint.baseUrl);
  const usage = openUsage(store.db);
  const options = { db: store.db, usage, reranker, work: { tenantId, kind: 'query-embedding' as const } };
  const ask = () =>
    withEmbeddingBill(options, (_, metered) =>
      searchLibrary(store.db, { tenantId, query: 'harbour', reranker: metered }),
    );
  await ask();
  const records = await listRecords(store.db, { tenantId, limit: 10 });
  expect(records.map(record => [record.kind, record.model])).toEqual([['query-embedding', 'judge']]);
  expect(records[0]!.tokens_in).toBeGreaterThan(3);
  await limitTenant(store.db, tenantId, { credits: 0 });
  await expect(ask()).rejects.toMatchObject({ code: 'quota-exceeded' });
  expect(endpoint.asked).toHaveLength(1);
});
