import { afterAll, beforeAll, expect, test } from 'vitest';
import type { EmbeddingModel } from '#ai/embed.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import type { MetadataFilter } from '#knowledge/search/filter/metadata-filter.ts';
import type { FoundPassages } from '#knowledge/search/found-passages.ts';
import { searchAtLength } from '#knowledge/search/search-at-length.ts';
import { searchLibrary } from '#knowledge/search/search-library.ts';
import type { SearchOptions } from '#knowledge/search/search-options.ts';
import { searchTogether } from '#knowledge/search/search-together.ts';
import { openTestStore } from '#tests/support/create-test-store.ts';
import { createLibrary, indexDocument, looseChunk } from '#tests/support/index-document.ts';
import type { LibraryKey } from '#tests/support/index-document.ts';

// What is asked for together finds what one statement after the other finds, in fewer round trips.

const WORDS = ['harbour', 'ferry', 'pier', 'lamp', 'rope', 'tide', 'crane', 'customs'];
const model: EmbeddingModel = {
  id: 'angle-model',
  maxBatch: 64,
  embed: texts => Promise.resolve(texts.map(text => Float32Array.from(vectorOf(text)))),
};

let store: Awaited<ReturnType<typeof openTestStore>>;
let library: LibraryKey;
let documentIds: string[];

beforeAll(async () => {
  store = await openTestStore();
  library = await createLibrary(store.db);
  documentIds = [];
  for (let number = 0; number < 6; number++) documentIds.push(await addDocument(number));
});
afterAll(() => store[Symbol.asyncDispose]());

async function addDocument(number: number): Promise<string> {
  const chunks = Array.from({ length: 30 }, (_, ordinal) => {
    const text = textOf(number * 30 + ordinal);
    return { ...looseChunk(text, ordinal, vectorOf(text)), metadata: { group: ordinal % 5 } };
  });
  const { id } = await indexDocument(store.db, library, { chunks, model: model.id });
  const metadata = JSON.stringify({ shelf: number % 3 });
  await withTransaction(store.db, library, tx =>
    tx.updateTable('documents').set({ metadata }).where('id', '=', id).execute(),
  );
  return id;
}

function textOf(number: number): string {
  const picked = WORDS.filter((_, at) => (number * 37 + at * 11) % 7 < 3);
  return `${picked.join(' ')} passage ${number}`;
}

/** Some direction that follows from the letters. */
function vectorOf(text: string): number[] {
  return Array.from({ length: 16 }, (_, at) =>
    Math.sin(
      Array.from(text).reduce((sum, letter, place) => sum + letter.charCodeAt(0) * (place + 1), at * at),
    ),
  );
}

const shelf: MetadataFilter = { field: 'shelf', of: 'document', op: 'eq', value: 1 };
const group: MetadataFilter = { field: 'group', of: 'any', op: 'lt', value: 2 };

const outcomeOf = ({ search, best, rows, candidates, narrowed }: FoundPassages) => ({
  mode: search.mode,
  targets: search.targets,
  scope: search.scope,
  best,
  texts: rows.map(row => `${row.chunk_id} ${row.text}`).toSorted(),
  lists: candidates.lists,
  narrowed: [narrowed.documentIds?.toSorted(), narrowed.chunkIds?.toSorted()],
});

const modes = ['keyword', 'vector', 'hybrid', 'auto'] as const;
const filters = { none: undefined, documents: shelf, chunks: group, both: { and: [shelf, group] } };

test.each(
  modes.flatMap(mode => Object.keys(filters).map(name => [mode, name as keyof typeof filters] as const)),
)('%s, filter on %s: what is asked for together finds the same', async (mode, name) => {
  const asked: SearchOptions = { tenantId: library.tenantId, mode, filter: filters[name], k: 7 };
  const scopes = [{}, { libraryIds: [library.libraryId] }, { documentIds: documentIds.slice(0, 3) }];
  for (const scope of scopes) {
    for (const query of ['harbour lamp', 'rope passage 17', 'tide']) {
      const options = { ...asked, ...scope, query, embed: model };
      const { found } = await searchTogether(store.db, options);
      expect(outcomeOf(found!)).toEqual(outcomeOf(await searchAtLength(store.db, options)));
      expect(found!.best).not.toEqual([]);
    }
  }
});

async function countFlights(options: Partial<SearchOptions>): Promise<number> {
  const search = () => searchLibrary(store.db, { tenantId: library.tenantId, query: 'ferry', ...options });
  await search();
  let flights = 0;
  const count = () => void flights++;
  store.db.pool.on('acquire', count);
  await search();
  store.db.pool.off('acquire', count);
  return flights;
}

test('one round trip by a vector, two by words or both, one more for a filter', async () => {
  const embed = model;
  expect(await countFlights({ mode: 'vector', embed })).toBe(1);
  expect(await countFlights({ mode: 'keyword' })).toBe(2);
  expect(await countFlights({ embed })).toBe(2);
  expect(await countFlights({ mode: 'keyword', filter: group })).toBe(2);
  expect(await countFlights({ mode: 'vector', embed, filter: group })).toBe(2);
  expect(await countFlights({ embed, filter: shelf })).toBe(3);
});

test('a query that is embedded and then searched at length is embedded once', async () => {
  let calls = 0;
  const embed: EmbeddingModel = { ...model, embed: (...args) => (calls++, model.embed(...args)) };
  const { hits, correctedTerms } = await searchLibrary(store.db, {
    tenantId: library.tenantId,
    query: 'harbuor',
    embed,
  });
  expect(correctedTerms).toEqual({ harbuor: ['harbour'] });
  expect(hits).toHaveLength(10);
  expect(calls).toBe(1);
});
