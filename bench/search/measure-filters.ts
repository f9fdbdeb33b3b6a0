import { sql } from 'kysely';
import type { Database, Tx } from '#kernel/db/database.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import { filterCondition } from '#knowledge/search/filter/filter-condition.ts';
import type { MetadataFilter } from '#knowledge/search/filter/metadata-filter.ts';
import { matchingChunksQuery } from '#knowledge/search/filter/queries.ts';
import { searchLibrary } from '#knowledge/search/search-library.ts';
import { clusteredVectors } from '#tests/support/vectors/clustered-vectors.ts';
import type { VectorOptions } from '#tests/support/vectors/clustered-vectors.ts';
import type { FilledTenant } from './fill-tenant.ts';
import { cell, median, timed } from './statistics.ts';

const QUESTIONS = 20;

const filters: [string, MetadataFilter][] = [
  ['1 in 100', { field: 'group', of: 'any', op: 'eq', value: 7 }],
  ['1 in 20', { field: 'group', of: 'any', op: 'lt', value: 5 }],
  ['1 in 2', { field: 'half', of: 'any', op: 'eq', value: 'yes' }],
  ['all but 1 in 100', { field: 'group', of: 'any', op: 'ne', value: 7 }],
];

/** What a filter costs: looked up by its index, by reading every passage instead, and with the search that it narrows. */
export async function measureFilters(
  db: Database,
  tenant: FilledTenant,
  space: VectorOptions,
): Promise<void> {
  console.log(
    `filters on ${tenant.rows.length} passages\nleaves             by index  read all  vector search  keyword search`,
  );
  const scope = { tenantId: tenant.tenantId, libraryIds: [tenant.libraryId] };
  for (const [name, filter] of filters) {
    const times = {
      index: [] as number[],
      all: [] as number[],
      vector: [] as number[],
      words: [] as number[],
    };
    const vectors = clusteredVectors({ ...space, stream: 1 });
    for (let turn = 0; turn < QUESTIONS; turn++) {
      const within = (work: (tx: Tx) => Promise<unknown>) => withTransaction(db, tenant, work);
      const asked = { ...scope, filter, k: 10 };
      await timed(times.index, () => within(tx => matchingChunksQuery(scope, filter).execute(tx)));
      await timed(times.all, () => within(tx => readEverything(filter).execute(tx)));
      await timed(times.vector, () => searchLibrary(db, { ...asked, embedding: vectors.next().value }));
      await timed(times.words, () => searchLibrary(db, { ...asked, query: 'passage', mode: 'keyword' }));
    }
    console.log(
      `${name.padEnd(16)} ${cell(median(times.index), 10)} ${cell(median(times.all), 9)} ${cell(median(times.vector), 14)} ${cell(median(times.words), 15)}`,
    );
  }
}

const readEverything = (filter: MetadataFilter) => sql`select c.id from chunks c
  join documents d on d.id = c.document_id and d.generation = c.generation where ${filterCondition(filter)}`;
