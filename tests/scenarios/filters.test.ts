import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import { filterCondition } from '#knowledge/search/filter/filter-condition.ts';
import { FILTER_OPERATORS } from '#knowledge/search/filter/metadata-filter.ts';
import type {
  FilterOperator,
  FilterValue,
  MetadataFilter,
} from '#knowledge/search/filter/metadata-filter.ts';
import { matchingChunksQuery, matchingDocumentsQuery } from '#knowledge/search/filter/queries.ts';
import { openTestStore } from '#tests/support/create-test-store.ts';
import { createLibrary, indexDocument, looseChunk } from '#tests/support/index-document.ts';
import type { LibraryKey } from '#tests/support/index-document.ts';
import { seededRandom } from '#tests/support/random.ts';

// Filters are looked up in an index of their own. Whatever is asked, it must find what reading everything finds.

const FIELDS = ['year', 'kind', 'tags', 'a name', 'long'];
const long = 'x'.repeat(205);
const VALUES: FilterValue[] = [
  1,
  2,
  2.5,
  -3,
  0,
  'one',
  'One',
  'two',
  'ฤดูร้อน',
  '2021-05-01',
  '',
  long,
  `${long}y`,
  'n',
  'btrue',
  true,
  false,
  null,
];

const random = seededRandom(7);
const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!;

let store: Awaited<ReturnType<typeof openTestStore>>;
let library: LibraryKey;

beforeAll(async () => {
  store = await openTestStore();
  library = await createLibrary(store.db);
  const stranger = await createLibrary(store.db);
  for (let count = 0; count < 12; count++) {
    const chunks = Array.from({ length: 8 }, (_, at) => ({
      ...looseChunk(`passage ${at}`, at),
      metadata: makeMetadata(),
    }));
    // One of a generation that readers do not see, and one of somebody else.
    const generation = count === 3 ? 2 : 1;
    const { id } = await indexDocument(store.db, count === 4 ? stranger : library, { chunks, generation });
    await setMetadata('documents', id, makeMetadata(), count === 4 ? stranger : library);
    if (count === 3)
      await withTransaction(store.db, library, tx =>
        tx.updateTable('documents').set({ generation: 1 }).where('id', '=', id).execute(),
      );
  }
});
afterAll(() => store[Symbol.asyncDispose]());

function makeMetadata(): Record<string, unknown> {
  const fields = FIELDS.filter(() => random() < 0.5);
  return Object.fromEntries(fields.map(field => [field, makeValue()]));
}

function makeValue(): unknown {
  const roll = random();
  if (roll < 0.15) return { inside: pick(VALUES) };
  return roll < 0.4 ? [pick(VALUES), pick(VALUES), [pick(VALUES)]] : pick(VALUES);
}

const setMetadata = (
  table: 'documents' | 'chunks',
  id: string,
  metadata: object,
  { tenantId }: LibraryKey = library,
) =>
  withTransaction(store.db, { tenantId }, tx =>
    tx
      .updateTable(table)
      .set({ metadata: JSON.stringify(metadata) })
      .where('id', '=', id)
      .execute(),
  );

function makeFilter(depth: number, of?: 'document'): MetadataFilter {
  const roll = random();
  const parts = () => Array.from({ length: 1 + Math.floor(random() * 3) }, () => makeFilter(depth - 1, of));
  if (depth > 0 && roll < 0.2) return { and: parts() };
  if (depth > 0 && roll < 0.4) return { or: parts() };
  if (depth > 0 && roll < 0.5) return { not: makeFilter(depth - 1, of) };
  const op = pick(FILTER_OPERATORS);
  return {
    field: pick(FIELDS),
    of: of ?? pick(['any', 'document', 'chunk'] as const),
    op,
    value: valueFor(op),
  };
}

function valueFor(op: FilterOperator): FilterValue | FilterValue[] {
  if (op === 'in' || op === 'nin') return [pick(VALUES), pick(VALUES)];
  if (op === 'exists') return random() < 0.5;
  if (op === 'eq' || op === 'ne' || op === 'contains') return pick(VALUES);
  return pick(VALUES.filter(value => typeof value === 'number' || typeof value === 'string'));
}

/** Every passage that readers see, judged by the condition alone. */
function readEverything(filter: MetadataFilter, of: 'chunks' | 'documents') {
  const id = of === 'chunks' ? sql`c.id` : sql`d.id`;
  const chunks =
    of === 'chunks' ? sql`join chunks c on c.document_id = d.id and c.generation = d.generation` : sql``;
  return sql<{ id: string }>`select ${id} as id from documents d ${chunks}
    where d.generation > 0 and d.library_id = ${library.libraryId}::uuid and ${filterCondition(filter)}`;
}

async function compare(filter: MetadataFilter, of: 'chunks' | 'documents'): Promise<number> {
  const scope = { tenantId: library.tenantId, libraryIds: [library.libraryId] };
  const byIndex =
    of === 'chunks' ? matchingChunksQuery(scope, filter) : matchingDocumentsQuery(scope, filter);
  const [found, truth] = await withTransaction(store.db, library, async tx => [
    await byIndex.execute(tx),
    await readEverything(filter, of).execute(tx),
  ]);
  const idsOf = ({ rows }: { rows: { id: string }[] }) => rows.map(row => row.id).toSorted();
  expect({ filter, ids: idsOf(found) }).toEqual({ filter, ids: idsOf(truth) });
  return truth.rows.length;
}

test('whatever a filter asks of passages, the index finds what reading all of them finds', async () => {
  let found = 0;
  for (let turn = 0; turn < 300; turn++) found += await compare(makeFilter(2), 'chunks');
  expect(found).toBeGreaterThan(500);
});

test('and of documents alone', async () => {
  let found = 0;
  for (let turn = 0; turn < 100; turn++) found += await compare(makeFilter(2, 'document'), 'documents');
  expect(found).toBeGreaterThan(50);
});

test('what was changed is found as it is, what was deleted no more', async () => {
  const { id, chunkIds } = await indexDocument(store.db, library, {
    chunks: [looseChunk('one', 0), looseChunk('two', 1)],
  });
  const only = (value: string): MetadataFilter => ({ field: 'state', of: 'any', op: 'eq', value });
  await setMetadata('documents', id, { state: 'draft' });
  expect(await compare(only('draft'), 'chunks')).toBe(2);
  await setMetadata('chunks', chunkIds[0]!, { state: 'final' });
  expect(await compare(only('draft'), 'chunks')).toBe(1);
  expect(await compare(only('final'), 'chunks')).toBe(1);
  await setMetadata('chunks', chunkIds[0]!, {});
  expect(await compare(only('final'), 'chunks')).toBe(0);
  await withTransaction(store.db, library, tx => tx.deleteFrom('documents').where('id', '=', id).execute());
  const left = await withTransaction(store.db, library, tx =>
    tx.selectFrom('metadata_values').select('field').where('document_id', '=', id).execute(),
  );
  expect(left).toEqual([]);
});
