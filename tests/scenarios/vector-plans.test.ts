import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import { growGraph } from '#knowledge/index/graphs/grow-graph.ts';
import { searchLibrary } from '#knowledge/search/search-library.ts';
import { openTestStore } from '#tests/support/create-test-store.ts';
import { createLibrary } from '#tests/support/index-document.ts';
import type { LibraryKey } from '#tests/support/index-document.ts';
import { clusteredVectors } from '#tests/support/vectors/clustered-vectors.ts';
import { exactNearest } from '#tests/support/vectors/exact-nearest.ts';
import { fillVectors } from '#tests/support/vectors/fill-vectors.ts';

// A library of 2,400 vectors is just large enough for every plan.

const ROWS = 2_400;
const DIMENSIONS = 128;
const job = { signal: new AbortController().signal, fence: () => Promise.resolve() };

let store: Awaited<ReturnType<typeof openTestStore>>;
let library: LibraryKey;
let rows: { id: string; vector: Float32Array }[];

beforeAll(async () => {
  store = await openTestStore();
  library = await createLibrary(store.db);
  const vectors = clusteredVectors({ seed: 1, dimensions: DIMENSIONS, clusters: 30 });
  rows = await fillVectors(store.db, library, { rows: ROWS, perDocument: 800, vectors });
});
afterAll(() => store[Symbol.asyncDispose]());

const configure = (index: object) =>
  withTransaction(store.db, library, tx =>
    tx
      .updateTable('libraries')
      .set({ retrieval: JSON.stringify({ index }) })
      .where('id', '=', library.libraryId)
      .execute(),
  );

async function search(embedding: Float32Array, options: { k?: number; documentIds?: string[] } = {}) {
  const { tenantId } = library;
  const found = await searchLibrary(store.db, { tenantId, embedding, explain: true, ...options });
  return { ids: found.hits.map(hit => hit.chunkId), plans: found.explanation!.vector!.plans };
}

const setId = async () =>
  (
    await withTransaction(store.db, library, tx =>
      tx.selectFrom('vector_sets').select('id').executeTakeFirstOrThrow(),
    )
  ).id;

const grow = async () => growGraph(store.db, { tenantId: library.tenantId, setId: await setId() }, job);

/** Questions near the passages, and questions far from all of them. */
function* questions(): Generator<Float32Array> {
  const near = clusteredVectors({ seed: 1, stream: 1, dimensions: DIMENSIONS, clusters: 30 });
  const far = clusteredVectors({ seed: 99, dimensions: DIMENSIONS, clusters: 30 });
  for (let count = 0; count < 10; count++) {
    yield near.next().value!;
    yield far.next().value!;
  }
}

async function meanRecall(k = 10): Promise<number> {
  let found = 0;
  let asked = 0;
  for (const question of questions()) {
    const { ids } = await search(question, { k });
    expect(ids).toHaveLength(k);
    const truth = new Set(exactNearest(rows, question, k));
    found += ids.filter(id => truth.has(id)).length;
    asked += k;
  }
  return found / asked;
}

test('signatures find what comparing everything finds, on and off topic', async () => {
  await configure({ kind: 'auto' });
  expect((await search(rows[0]!.vector)).plans).toMatchObject([{ plan: 'signature', rows: ROWS }]);
  expect(await meanRecall()).toBeGreaterThanOrEqual(0.98);
});

test('where signatures tell nothing, every vector is compared', async () => {
  await configure({ kind: 'auto' });
  const noise = clusteredVectors({ seed: 3, dimensions: DIMENSIONS, clusters: 1, directions: 0 });
  const question = noise.next().value!;
  const { ids, plans } = await search(question);
  expect(plans).toMatchObject([{ plan: 'exact', fellBackFrom: 'signature' }]);
  const truth = exactNearest(rows, question, 10);
  expect(ids.filter(id => truth.includes(id)).length).toBeGreaterThanOrEqual(9);
});

test('a library that is set to exact compares every vector', async () => {
  await configure({ kind: 'exact' });
  expect((await search(rows[0]!.vector)).plans).toMatchObject([{ plan: 'exact', rows: ROWS }]);
  // Half precision may swap neighbours that are as near as each other.
  expect(await meanRecall()).toBeGreaterThanOrEqual(0.99);
});

test('a few documents of a large library are compared one by one', async () => {
  await configure({ kind: 'auto' });
  const [{ id }] = (await withTransaction(store.db, library, tx =>
    tx.selectFrom('documents').select('id').limit(1).execute(),
  )) as [{ id: string }];
  const { plans, ids } = await search(rows[0]!.vector, { documentIds: [id], k: 100 });
  expect(plans).toMatchObject([{ plan: 'exact', rows: 800 }]);
  expect(ids).toHaveLength(100);
});

test('a graph is built beside, used once it is ready, and finds what was written after it', async () => {
  await configure({ kind: 'hnsw' });
  expect((await search(rows[0]!.vector)).plans).toMatchObject([{ plan: 'signature' }]);
  await grow();
  expect((await search(rows[0]!.vector)).plans).toMatchObject([{ plan: 'graph', rows: ROWS }]);
  expect(await meanRecall()).toBeGreaterThanOrEqual(0.97);
  const [added] = await fillVectors(store.db, library, {
    rows: 1,
    perDocument: 1,
    vectors: clusteredVectors({ seed: 5, dimensions: DIMENSIONS, clusters: 1 }),
  });
  rows.push(added!);
  const found = await search(added!.vector);
  expect(found.plans).toMatchObject([{ plan: 'graph' }]);
  expect(found.ids[0]).toBe(added!.id);
});

test('what the graph has and readers no longer see is made up for', async () => {
  await configure({ kind: 'hnsw' });
  await grow();
  const question = rows[10]!.vector;
  const gone = (await search(question, { k: 100 })).ids;
  await withTransaction(store.db, library, tx => tx.deleteFrom('chunks').where('id', 'in', gone).execute());
  rows = rows.filter(row => !gone.includes(row.id));
  const { ids, plans } = await search(question, { k: 50 });
  expect(ids).toHaveLength(50);
  expect(ids.filter(id => gone.includes(id))).toEqual([]);
  expect(plans[0]!.fellBackFrom).toBe('graph');
  const truth = exactNearest(rows, question, 50);
  expect(ids.filter(id => truth.includes(id)).length).toBeGreaterThanOrEqual(48);
});

test('a graph that is no longer wanted goes, and its table with it', async () => {
  await configure({ kind: 'hnsw' });
  await grow();
  const countTables = async () => {
    const { rows: found } = await store.db.pool.query(
      `select from pg_class where relname like 'vector_graph\\_%' and relkind = 'r'`,
    );
    return found.length;
  };
  expect(await countTables()).toBe(1);
  await configure({ kind: 'hnsw', m: 8, ef_construction: 32 });
  await grow();
  expect(await countTables()).toBe(1);
  await configure({ kind: 'exact' });
  await grow();
  expect(await countTables()).toBe(0);
});

test('nobody can have a graph made of a foreign set, or of one that was not planned', async () => {
  const set = await setId();
  const stranger = await createLibrary(store.db);
  for (const tenantId of [stranger.tenantId, library.tenantId]) {
    const attempt = withTransaction(store.db, { tenantId }, tx =>
      sql`select create_vector_graph(${set}::bigint, 77)`.execute(tx),
    );
    await expect(attempt).rejects.toMatchObject({ code: 'P0002' });
  }
});
