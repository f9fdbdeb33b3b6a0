import { afterAll, expect, test } from 'vitest';
import type { EmbeddingModel } from '#ai/embed.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import { switchModel } from '#knowledge/index/sets/switch-model.ts';
import { searchLibrary } from '#knowledge/search/search-library.ts';
import { openTestStore } from '#tests/support/create-test-store.ts';
import { limitTenant } from '#tests/support/create-limited-tenant.ts';
import { createLibrary, indexDocument, looseChunk } from '#tests/support/index-document.ts';
import type { LibraryKey } from '#tests/support/index-document.ts';
import { openUsage } from '#usage/holds/open-usage.ts';
import { checkBooks } from '#usage/records/check-books.ts';
import { listRecords } from '#usage/records/list-records.ts';

const store = await openTestStore();
afterAll(() => store[Symbol.asyncDispose]());

const PASSAGES = 25;
const job = () => ({ signal: new AbortController().signal, fence: () => Promise.resolve() });

/** Three dimensions; dies at the given call. */
function newModel({ diesAt = Infinity }: { diesAt?: number } = {}): EmbeddingModel & { embedded: string[] } {
  const embedded: string[] = [];
  let calls = 0;
  return {
    id: 'new-model',
    maxBatch: 10,
    embedded,
    embed: (texts, { purpose }) => {
      if (++calls >= diesAt) return Promise.reject(new Error('killed'));
      if (purpose === 'document') embedded.push(...texts);
      return Promise.resolve(texts.map(text => Float32Array.from([Number(text.split(' ')[1]) + 1, 1, 0])));
    },
  };
}

async function fill(): Promise<LibraryKey> {
  const library = await createLibrary(store.db);
  const chunks = Array.from({ length: PASSAGES }, (_, at) => looseChunk(`passage ${at}`, at, [1, at]));
  await indexDocument(store.db, library, { chunks, model: 'old-model' });
  return library;
}

const listSets = (library: LibraryKey) =>
  withTransaction(store.db, library, async tx => ({
    sets: await tx.selectFrom('vector_sets').select(['model', 'state', 'dimensions']).execute(),
    vectors: await tx.selectFrom('chunk_vectors').select('model').execute(),
  }));

const nearest = async (library: LibraryKey, embedding: number[]) => {
  const options = { tenantId: library.tenantId, embedding: Float32Array.from(embedding), k: 100 };
  return (await searchLibrary(store.db, options)).hits;
};

test('a new model’s vectors are built beside the old, replace them at once, and a kill costs one batch', async () => {
  const library = await fill();
  const data = { ...library, model: 'new-model' };
  const dying = newModel({ diesAt: 3 });
  await expect(switchModel({ db: store.db, embeddingModel: dying }, data, job())).rejects.toThrow('killed');
  expect(await nearest(library, [1, 0])).toHaveLength(PASSAGES);
  expect((await listSets(library)).sets).toHaveLength(2);
  const surviving = newModel();
  await switchModel({ db: store.db, embeddingModel: surviving }, data, job());
  expect(dying.embedded.length + surviving.embedded.length).toBe(PASSAGES);
  const { sets, vectors } = await listSets(library);
  expect(sets).toEqual([{ model: 'new-model', state: 'active', dimensions: 3 }]);
  expect(vectors).toHaveLength(PASSAGES);
  const hits = await nearest(library, [1, 1, 0]);
  expect([hits.length, hits[0]!.text]).toEqual([PASSAGES, 'passage 0']);
});

test('what a switch embeds is billed with what it adds, and a batch that is lost costs nothing', async () => {
  const library = await fill();
  const { db } = store;
  const data = { ...library, model: 'new-model' };
  const usage = openUsage(db);
  const { tenantId } = library;
  const dying = newModel({ diesAt: 2 });
  await expect(switchModel({ db, usage, embeddingModel: dying }, data, job())).rejects.toThrow('killed');
  expect(await listRecords(db, { tenantId, limit: 10 })).toHaveLength(1);
  await switchModel({ db, usage, embeddingModel: newModel() }, data, job());
  const records = await listRecords(db, { tenantId, limit: 10 });
  expect(records.map(record => [record.kind, record.model])).toEqual(
    Array.from({ length: PASSAGES / 10 + 0.5 }, () => ['chunk-embedding', 'new-model']),
  );
  expect(records.every(record => record.tokens_in > 0)).toBe(true);
  expect(await checkBooks(db, tenantId)).toEqual([]);
});

test('a switch that cannot be paid leaves the vectors that there are, and is tried again later', async () => {
  const library = await fill();
  const { db } = store;
  await limitTenant(db, library.tenantId, { credits: 0 });
  const deps = { db, usage: openUsage(db), embeddingModel: newModel() };
  expect(await switchModel(deps, { ...library, model: 'new-model' }, job())).toMatchObject({
    kind: 'cancel',
  });
  expect(await nearest(library, [1, 0])).toHaveLength(PASSAGES);
});

test('vectors that callers brought are left alone', async () => {
  const library = await createLibrary(store.db);
  await indexDocument(store.db, library, { chunks: [looseChunk('passage 1', 0, [1, 0])], model: 'custom' });
  const data = { ...library, model: 'new-model' };
  await switchModel({ db: store.db, embeddingModel: newModel() }, data, job());
  expect((await listSets(library)).sets).toMatchObject([{ model: 'custom', state: 'active' }]);
});

test('a job of a model that is no longer configured does nothing', async () => {
  const library = await fill();
  const outcome = await switchModel({ db: store.db }, { ...library, model: 'new-model' }, job());
  expect(outcome.kind).toBe('cancel');
});
