import { sql } from 'kysely';
import { afterAll, expect, test } from 'vitest';
import type { EmbeddingModel } from '#ai/embed.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import { createId } from '#kernel/ids.ts';
import { deleteGenerations } from '#knowledge/index/delete-generations.ts';
import { indexChunks } from '#knowledge/index/index-chunks.ts';
import { tokenize } from '#knowledge/index/tokenize.ts';
import { searchLibrary } from '#knowledge/search/search-library.ts';
import { openTestStore } from '#tests/support/create-test-store.ts';
import { createLibrary, indexDocument, looseChunk } from '#tests/support/index-document.ts';
import { stockBm25 } from '#tests/support/stock-bm25.ts';

// One store for all: each test has tenants of its own.
const store = await openTestStore();
afterAll(() => store[Symbol.asyncDispose]());

const hitIds = (result: { hits: { chunkId: string }[] }) => result.hits.map(hit => hit.chunkId);

test('the passage that has the words comes first and says where it stands', async () => {
  const library = await createLibrary(store.db);
  await indexDocument(store.db, library, { title: 'Menu', pages: ['Soup of the day is pumpkin.'] });
  const ferry = await indexDocument(store.db, library, {
    title: 'Ferry guide',
    pages: ['Opening hours.', 'The last ferry leaves the northern pier at 22:40 on weekdays.'],
  });
  const result = await searchLibrary(store.db, {
    tenantId: library.tenantId,
    query: 'When does the last ferry leave?',
  });
  expect(result).toMatchObject({ mode: 'keyword', searchedDocuments: 2 });
  expect(result.hits).toHaveLength(1);
  expect(result.hits[0]).toMatchObject({
    documentId: ferry.id,
    documentTitle: 'Ferry guide',
    libraryId: library.libraryId,
    pageStart: 1,
    pageEnd: 2,
    scores: { keyword: { rank: 1 } },
    matchedTerms: ['last', 'ferry', 'leave'],
  });
});

test('Thai, Chinese, Japanese and Korean passages are found by words inside them', async () => {
  const library = await createLibrary(store.db);
  const passages = {
    น้ำดื่ม: 'บริษัทจัดหาน้ำดื่มสะอาดให้พนักงานทุกคนในสำนักงานกรุงเทพมหานคร',
    人口: '东京都的人口超过一千四百万，是世界上最大的城市之一。',
    払い戻し: 'チケットの払い戻しは出発の二日前まで可能です。',
    환불: '표의 환불은 출발 이틀 전까지 가능합니다.',
  };
  const documents = new Map<string, string>();
  for (const [query, text] of Object.entries(passages)) {
    documents.set(query, (await indexDocument(store.db, library, { pages: [text] })).id);
  }
  for (const query of Object.keys(passages)) {
    const { hits } = await searchLibrary(store.db, { tenantId: library.tenantId, query });
    expect([query, hits[0]?.documentId]).toEqual([query, documents.get(query)]);
  }
});

test('scores are those of a stock BM25 over the same terms', async () => {
  const library = await createLibrary(store.db);
  const texts = Array.from({ length: 230 }, (_, index) =>
    Array.from({ length: 5 + (index % 17) }, (__, word) => `word${(index * 7 + word * word * 3) % 61}`).join(
      ' ',
    ),
  );
  const first = await indexDocument(store.db, library, {
    chunks: texts.slice(0, 130).map((text, index) => looseChunk(text, index)),
  });
  const second = await indexDocument(store.db, library, {
    chunks: texts.slice(130).map((text, index) => looseChunk(text, index)),
  });
  const ids = [...first.chunkIds, ...second.chunkIds];
  for (const query of ['word3 word9 word27', 'word0', 'word60 word59 word58 word57', 'nothing here']) {
    const expected = stockBm25(texts.map(tokenize), tokenize(query));
    const { hits } = await searchLibrary(store.db, { tenantId: library.tenantId, query, k: 100 });
    expect(hits).toHaveLength(Math.min(100, expected.filter(score => score > 0).length));
    for (const hit of hits) expect(hit.score).toBeCloseTo(expected[ids.indexOf(hit.chunkId)]!, 6);
    const best = expected.toSorted((a, b) => b - a).slice(0, hits.length);
    hits.forEach((hit, rank) => expect(hit.score).toBeCloseTo(best[rank]!, 6));
  }
});

test('a search stays inside its libraries and documents, and counts only its libraries', async () => {
  const library = await createLibrary(store.db);
  const other = await createLibrary(store.db, library.tenantId);
  const mine = await indexDocument(store.db, library, { pages: ['Harbour fees rise in May.'] });
  const sibling = await indexDocument(store.db, library, { pages: ['Harbour lights are green.'] });
  const outside = await indexDocument(store.db, other, { pages: ['Harbour harbour harbour.'] });
  const find = (scope: { libraryIds?: string[]; documentIds?: string[] }) =>
    searchLibrary(store.db, { tenantId: library.tenantId, query: 'harbour', ...scope });
  const documentsOf = async (scope: Parameters<typeof find>[0]) =>
    (await find(scope)).hits.map(hit => hit.documentId).toSorted();
  expect(await documentsOf({})).toEqual([mine.id, sibling.id, outside.id].toSorted());
  expect(await documentsOf({ libraryIds: [library.libraryId] })).toEqual([mine.id, sibling.id].toSorted());
  expect(await documentsOf({ documentIds: [sibling.id] })).toEqual([sibling.id]);
  const narrow = await find({ documentIds: [mine.id] });
  const wide = await find({ libraryIds: [library.libraryId] });
  expect(narrow.searchedDocuments).toBe(1);
  expect(narrow.hits[0]!.score).toBe(wide.hits.find(hit => hit.documentId === mine.id)!.score);
});

test("another tenant's library or document answers like one that does not exist", async () => {
  const mine = await createLibrary(store.db);
  const theirs = await createLibrary(store.db);
  const document = await indexDocument(store.db, theirs, { pages: ['Their secret recipe.'] });
  const find = (scope: { libraryIds?: string[]; documentIds?: string[] }) =>
    searchLibrary(store.db, { tenantId: mine.tenantId, query: 'secret recipe', ...scope });
  expect((await find({})).hits).toEqual([]);
  for (const id of [theirs.libraryId, createId()]) {
    await expect(find({ libraryIds: [id] })).rejects.toMatchObject({
      status: 404,
      message: 'There is no such library.',
    });
  }
  for (const id of [document.id, createId()]) {
    await expect(find({ documentIds: [id] })).rejects.toMatchObject({
      status: 404,
      message: 'There is no such document.',
    });
  }
});

test('readers see the old generation until the new one is published, and never both', async () => {
  const library = await createLibrary(store.db);
  const { tenantId, libraryId } = library;
  const document = await indexDocument(store.db, library, { chunks: [looseChunk('old harbour', 0)] });
  const newChunk = looseChunk('new harbour harbour', 0);
  const found = async () =>
    (await searchLibrary(store.db, { tenantId, query: 'harbour' })).hits.map(hit => [hit.text, hit.score]);
  const before = await found();
  expect(before.map(([text]) => text)).toEqual(['old harbour']);
  const scope = { tenantId, libraryId, documentId: document.id, generation: 2 };
  await withTransaction(store.db, { tenantId }, tx =>
    indexChunks(tx, { ...scope, segment: 0, chunks: [newChunk] }),
  );
  expect(await found()).toEqual(before);
  await withTransaction(store.db, { tenantId }, async tx => {
    await tx.updateTable('documents').set({ generation: 2 }).where('id', '=', document.id).execute();
    await deleteGenerations(tx, { tenantId, documentId: document.id, keep: 2 });
  });
  expect((await found()).map(([text]) => text)).toEqual(['new harbour harbour']);
});

const tables = ['chunks', 'chunk_segments', 'chunk_postings', 'chunk_vectors'] as const;

const countRows = (tenantId: string) =>
  withTransaction(store.db, { tenantId }, async tx => {
    const counts: number[] = [];
    for (const table of tables) {
      const count = tx.selectFrom(table).select(eb => eb.fn.countAll<number>().as('count'));
      counts.push((await count.executeTakeFirstOrThrow()).count);
    }
    return counts;
  });

test.each(['documents', 'libraries', 'tenants'] as const)(
  'deleting from %s leaves no posting and no vector behind, and nothing of others is lost',
  async table => {
    const kept = await createLibrary(store.db);
    await indexDocument(store.db, kept, { chunks: [looseChunk('harbour fees', 0)] });
    const library = await createLibrary(store.db);
    const document = await indexDocument(store.db, library, {
      chunks: [looseChunk('harbour fees', 0, [1, 0]), looseChunk('harbour lights', 1, [0, 1])],
      model: 'test-model',
    });
    expect(await countRows(library.tenantId)).toEqual([2, 1, 3, 2]);
    const ids = { documents: document.id, libraries: library.libraryId, tenants: library.tenantId };
    await withTransaction(store.db, library, tx =>
      tx.deleteFrom(table).where('id', '=', ids[table]).execute(),
    );
    expect(await countRows(library.tenantId)).toEqual([0, 0, 0, 0]);
    expect(await countRows(kept.tenantId)).toEqual([1, 1, 2, 0]);
  },
);

/** Points each text at a corner by its first letter. */
const cornerModel: EmbeddingModel = {
  id: 'corner-model',
  maxBatch: 8,
  embed: texts =>
    Promise.resolve(texts.map(text => Float32Array.from(text.startsWith('a') ? [1, 0] : [0, 1]))),
};

test('with a model and vectors, meaning and words are fused by rank', async () => {
  const library = await createLibrary(store.db);
  const { chunkIds } = await indexDocument(store.db, library, {
    chunks: [
      looseChunk('zebra crossing', 0, [1, 0]),
      looseChunk('apple harvest', 1, [0.9, 0.1]),
      looseChunk('quiet evening', 2, [0, 1]),
    ],
    model: cornerModel.id,
  });
  const find = (mode: 'auto' | 'vector' | 'keyword') =>
    searchLibrary(store.db, { tenantId: library.tenantId, query: 'apple', mode, embed: cornerModel });
  const [zebra, apple, quiet] = chunkIds as [string, string, string];
  const hybrid = await find('auto');
  expect([hybrid.mode, ...hitIds(hybrid)]).toEqual(['hybrid', apple, zebra, quiet]);
  expect(hybrid.hits[0]!.score).toBeCloseTo(1 / 61 + 1 / 62, 9);
  expect(hitIds(await find('vector'))).toEqual([zebra, apple, quiet]);
  expect(hitIds(await find('keyword'))).toEqual([apple]);
});

test('asking for meaning without a model says so, and a model that fails leaves the words', async () => {
  const library = await createLibrary(store.db);
  const chunks = [looseChunk('apple harvest', 0, [1, 0])];
  await indexDocument(store.db, library, { chunks, model: cornerModel.id });
  const options = { tenantId: library.tenantId, query: 'apple' };
  await expect(searchLibrary(store.db, { ...options, mode: 'vector' })).rejects.toMatchObject({
    status: 400,
    code: 'no-embedding-model',
  });
  const broken = { ...cornerModel, embed: () => Promise.reject(new Error('the provider is away')) };
  const result = await searchLibrary(store.db, { ...options, embed: broken });
  expect([result.mode, ...hitIds(result)]).toEqual(['keyword', chunks[0]!.id]);
  await expect(searchLibrary(store.db, { ...options, mode: 'hybrid', embed: broken })).rejects.toThrow(
    'away',
  );
});

test.each([384, 1536, 3072])('vectors of %i dimensions are kept and found', async dimensions => {
  const library = await createLibrary(store.db);
  const spike = (at: number) =>
    Array.from({ length: dimensions }, (_, index) => (index === at ? 1 : 0.001 * Math.sin(index * index)));
  const document = await indexDocument(store.db, library, {
    chunks: [looseChunk('first', 0, spike(1)), looseChunk('second', 1, spike(dimensions - 1))],
    model: 'spike-model',
  });
  const embed: EmbeddingModel = {
    id: 'spike-model',
    maxBatch: 1,
    embed: () => Promise.resolve([Float32Array.from(spike(dimensions - 1))]),
  };
  const found = await searchLibrary(store.db, {
    tenantId: library.tenantId,
    query: 'x',
    mode: 'vector',
    embed,
  });
  expect(hitIds(found)).toEqual(document.chunkIds.toReversed());
  // PostgreSQL keeps half precision.
  expect(found.hits[0]!.score).toBeCloseTo(1, 3);
  const inRow = await withTransaction(store.db, library, tx =>
    sql<{ bytes: number }>`select min(pg_column_size(embedding)) as bytes from chunk_vectors`.execute(tx),
  );
  // Uncompressed, so that a scan reads it as it is; what no page holds lies outside.
  const bytesPerNumber = store.store === 'postgres' ? 2 : 4;
  const leastBytes = dimensions <= 1536 ? dimensions * bytesPerNumber : 0;
  expect(inRow.rows[0]!.bytes).toBeGreaterThanOrEqual(leastBytes);
});
