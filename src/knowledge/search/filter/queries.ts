import { sql } from 'kysely';
import type { RawBuilder } from 'kysely';
import { inScope } from '../queries.ts';
import type { DocumentScope } from '../queries.ts';
import { filterCondition } from './filter-condition.ts';
import { markedRows } from './marked-rows.ts';
import type { MetadataFilter } from './metadata-filter.ts';

/** More marked rows than this are as quickly found by reading everything. */
const MAX_MARKED = 5_000;

/** What the index of metadata says of a filter, as `marked`; without an index more than are looked up. */
function markedBy({ tenantId, libraryIds }: DocumentScope, filter: MetadataFilter) {
  const condition = markedRows(filter);
  if (!condition)
    return sql`marked as (select null::uuid as document_id, null::uuid as chunk_id
    from generate_series(0, ${MAX_MARKED}::integer))`;
  return sql`marked as materialized (select document_id, chunk_id from metadata_values
    where tenant_id = ${tenantId}::uuid ${libraryIds ? sql`and library_id = any(${libraryIds}::uuid[])` : sql``}
      and ${condition} limit ${MAX_MARKED + 1}::integer)`;
}

const areFew = sql<boolean>`(select count(*) from marked) <= ${MAX_MARKED}::integer`;

/** Documents of the scope that readers see and that a filter lets pass; it must not ask for chunks. */
export const matchingDocumentsQuery = (scope: DocumentScope, filter: MetadataFilter) => sql<{
  id: string;
}>`with ${markedBy(scope, filter)}
    select d.id from (select distinct document_id from marked where ${areFew}) m
    cross join lateral (select * from documents
      where tenant_id = ${scope.tenantId}::uuid and id = m.document_id limit 1) d
    where ${inScope(scope)} and ${filterCondition(filter)}
    union all
    select d.id from documents d where not ${areFew} and ${inScope(scope)} and ${filterCondition(filter)}`;

/** Chunks of the scope that readers see and that a filter lets pass. */
export function matchingChunksQuery(scope: DocumentScope, filter: MetadataFilter) {
  const passes = sql`${inScope(scope)} and ${filterCondition(filter)}`;
  const documentOf = (id: RawBuilder<unknown>) => sql`(select * from documents
      where tenant_id = ${scope.tenantId}::uuid and id = ${id} limit 1) d`;
  return sql<{ id: string }>`with ${markedBy(scope, filter)}
    (select c.id from (select distinct chunk_id from marked where ${areFew} and chunk_id is not null) m
      cross join lateral (select id, document_id, generation, metadata from chunks
        where tenant_id = ${scope.tenantId}::uuid and id = m.chunk_id limit 1) c
      cross join lateral ${documentOf(sql`c.document_id`)}
      where d.generation = c.generation and ${passes}
    union
    select c.id from (select distinct document_id from marked where ${areFew} and chunk_id is null) m
      cross join lateral ${documentOf(sql`m.document_id`)}
      cross join lateral (select id, metadata from chunks where tenant_id = ${scope.tenantId}::uuid
        and document_id = d.id and generation = d.generation offset 0) c
      where ${passes})
    union all
    select c.id from chunks c
    join documents d on d.tenant_id = c.tenant_id and d.id = c.document_id and d.generation = c.generation
    where not ${areFew} and c.tenant_id = ${scope.tenantId}::uuid
      ${scope.libraryIds ? sql`and c.library_id = any(${scope.libraryIds}::uuid[])` : sql``} and ${passes}`;
}

export interface PassingDocuments {
  library_id: string;
  ids: string[];
  chunks: number;
  /** Of each document. */
  segment_ids: number[][];
}

/** The same by library, with the segments that hold their passages. */
export const passingDocumentsQuery = (
  scope: DocumentScope,
  filter: MetadataFilter,
) => sql<PassingDocuments>`select d.library_id, json_agg(d.id) as ids, sum(d.chunk_count)::bigint as chunks,
      coalesce(json_agg(s.ids) filter (where s.ids is not null), '[]') as segment_ids
    from (${matchingDocumentsQuery(scope, filter)}) p
    cross join lateral (select id, library_id, generation, chunk_count from documents
      where tenant_id = ${scope.tenantId}::uuid and id = p.id limit 1) d
    cross join lateral (select json_agg(id) as ids from chunk_segments
      where tenant_id = ${scope.tenantId}::uuid and document_id = d.id and generation = d.generation) s
    group by d.library_id`;

export interface PassingChunks {
  /** Null for chunks that no segment has. */
  segment_id: number | null;
  ids: string[];
  places: number[];
}

/** The same by segment, with their places in it. */
export const passingChunksQuery = (
  { tenantId, ...scope }: DocumentScope,
  filter: MetadataFilter,
) => sql<PassingChunks>`with passing as materialized (${matchingChunksQuery({ tenantId, ...scope }, filter)}),
    placed as materialized (select s.id as segment_id, u.id, u.place - 1 as place
      from (select distinct c.document_id from passing p cross join lateral (select document_id from chunks
        where tenant_id = ${tenantId}::uuid and id = p.id limit 1) c) d
      cross join lateral (select id, chunk_ids from chunk_segments
        where tenant_id = ${tenantId}::uuid and document_id = d.document_id offset 0) s
      cross join lateral unnest(s.chunk_ids) with ordinality as u (id, place))
    select placed.segment_id, json_agg(p.id) as ids, json_agg(placed.place) as places
    from passing p left join placed on placed.id = p.id group by placed.segment_id`;
