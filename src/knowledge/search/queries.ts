import { sql } from 'kysely';
import type { RawBuilder } from 'kysely';
import type { Tx } from '#kernel/db/database.ts';
import { retrievalSettings, usualWeights } from '#knowledge/index/retrieval-settings.ts';
import type { RetrievalSettings } from '#knowledge/index/retrieval-settings.ts';
import { filterCondition } from './filter/filter-condition.ts';
import { markedRows } from './filter/marked-rows.ts';
import type { MetadataFilter } from './filter/metadata-filter.ts';
import type { AllowedPlaces, ChunkPlace, CollectionStatistics, TermPostings } from './score-postings.ts';
import type { SearchScope } from './search-scope.ts';
import type { LibraryTarget } from './vectors/vector-target.ts';

export interface FoundScope {
  /** Of those asked for, the ones that exist. */
  library_ids: string[];
  documents: { id: string; library_id: string }[];
}

/** Null asks for all libraries, or for no document by name. */
export interface AskedScope {
  libraryIds: string[] | null;
  documentIds: string[] | null;
}

export const scopeQuery = (tenantId: string, asked: AskedScope) => sql<FoundScope>`select
    array(select l.id from libraries l where l.tenant_id = ${tenantId}::uuid
      and (${asked.libraryIds}::uuid[] is null or l.id = any(${asked.libraryIds}::uuid[]))) as library_ids,
    coalesce((select jsonb_agg(jsonb_build_object('id', d.id, 'library_id', d.library_id)) from documents d
      where d.tenant_id = ${tenantId}::uuid and d.id = any(${asked.documentIds}::uuid[])), '[]') as documents`;

export async function findScope(tx: Tx, tenantId: string, asked: AskedScope): Promise<FoundScope> {
  return (await scopeQuery(tenantId, asked).execute(tx)).rows[0]!;
}

type DocumentScope = Pick<SearchScope, 'tenantId' | 'documentIds'> & { libraryIds?: string[] };

const inScope = (scope: DocumentScope) =>
  sql<boolean>`d.tenant_id = ${scope.tenantId}::uuid and d.generation > 0
    ${scope.libraryIds ? sql`and d.library_id = any(${scope.libraryIds}::uuid[])` : sql``} ${scope.documentIds ? sql`and d.id = any(${scope.documentIds}::uuid[])` : sql``}`;

export interface TargetRow {
  library_id: string;
  documents: number;
  chunks: number;
  retrieval: unknown;
  set_id: number | null;
  model: string;
  dimensions: number;
  graph: number | null;
  sealed_number: number;
}

/**
 * The libraries (undefined: all) that hold documents which readers see, how large their part in scope is, and their
 * active vectors.
 */
export async function listTargets(tx: Tx, scope: DocumentScope): Promise<LibraryTarget[]> {
  return (await targetsQuery(scope).execute(tx)).rows.map(asTarget);
}

export const targetsQuery = (
  scope: DocumentScope,
) => sql<TargetRow>`select d.library_id, d.documents, d.chunks, l.retrieval,
      s.id as set_id, s.model, s.dimensions, g.number as graph, g.sealed_number
    from (select d.library_id, count(*) as documents, sum(d.chunk_count)::bigint as chunks
      from documents d where ${inScope(scope)} group by d.library_id) d
    cross join lateral (select retrieval from libraries
      where tenant_id = ${scope.tenantId}::uuid and id = d.library_id limit 1) l
    left join lateral (select id, model, dimensions from vector_sets
      where tenant_id = ${scope.tenantId}::uuid and library_id = d.library_id and state = 'active' limit 1) s on true
    left join lateral (select number, sealed_number from vector_graphs
      where tenant_id = ${scope.tenantId}::uuid and set_id = s.id and state = 'ready'
      order by number desc limit 1) g on true`;

/** The same without counting documents: libraries that have vectors. */
export const indexesQuery = ({ tenantId, libraryIds }: DocumentScope) => sql<
  Omit<TargetRow, 'documents' | 'chunks'>
>`select s.library_id, l.retrieval, s.id as set_id, s.model, s.dimensions, g.number as graph, g.sealed_number
    from vector_sets s
    cross join lateral (select retrieval from libraries
      where tenant_id = ${tenantId}::uuid and id = s.library_id limit 1) l
    left join lateral (select number, sealed_number from vector_graphs
      where tenant_id = ${tenantId}::uuid and set_id = s.id and state = 'ready'
      order by number desc limit 1) g on true
    where s.tenant_id = ${tenantId}::uuid and s.state = 'active'
      ${libraryIds ? sql`and s.library_id = any(${libraryIds}::uuid[])` : sql``}`;

export function asTarget(row: TargetRow): LibraryTarget {
  const graph = row.graph === null ? undefined : { number: row.graph, sealedNumber: row.sealed_number };
  return {
    libraryId: row.library_id,
    documents: row.documents,
    chunks: row.chunks,
    settings: settingsOf(row),
    set:
      row.set_id === null
        ? undefined
        : { id: row.set_id, model: row.model, dimensions: row.dimensions, graph },
  };
}

function settingsOf({ retrieval, set_id: setId, model }: TargetRow): RetrievalSettings {
  const settings = retrievalSettings.parse(retrieval);
  const isSet = (retrieval as { weights?: unknown }).weights !== undefined;
  return isSet ? settings : { ...settings, weights: usualWeights(setId === null ? undefined : model) };
}

interface PostingsRow {
  term: string | null;
  chunk_count: number;
  token_count: number;
  frames: Buffer | null;
}

/**
 * Statistics of the libraries and each term's postings in scope, all of one moment: it is one statement.
 * The frames of a term come as one value, because a row for each segment would cost more than the scoring.
 */
export async function readPostings(
  tx: Tx,
  scope: SearchScope,
  terms: string[],
): Promise<{ statistics: CollectionStatistics; postings: TermPostings[] }> {
  await joinByHashing(tx);
  const { rows } = await sql<PostingsRow>`with visible as materialized (
      select s.id, s.chunk_count, s.token_count,
        ${scope.documentIds ? sql`d.id = any(${scope.documentIds}::uuid[])` : sql`true`} as in_scope
      from chunk_segments s join documents d
        on d.tenant_id = s.tenant_id and d.id = s.document_id and d.generation = s.generation
      where s.tenant_id = ${scope.tenantId}::uuid and s.library_id = any(${scope.libraryIds}::uuid[])
        and d.tenant_id = ${scope.tenantId}::uuid and d.library_id = any(${scope.libraryIds}::uuid[])
        and d.generation > 0),
    matched as materialized (
      select term, segment_id, entries from chunk_postings
      where tenant_id = ${scope.tenantId}::uuid and library_id = any(${scope.libraryIds}::uuid[])
        and term = any(${terms}::text[]))
    select null as term, coalesce(sum(chunk_count), 0)::bigint as chunk_count,
      coalesce(sum(token_count), 0)::bigint as token_count, null::bytea as frames, ${joinFreelyAgain} from visible
    union all
    select p.term, sum(length(p.entries) / 4)::bigint, 0::bigint, string_agg(
        int8send(p.segment_id) || int4send(v.chunk_count) || int4send(length(p.entries)) || p.entries, ''::bytea)
        filter (where v.in_scope), null
    from matched p join visible v on v.id = p.segment_id
    group by p.term`.execute(tx);
  const whole = rows.find(row => row.term === null)!;
  return {
    statistics: { chunkCount: whole.chunk_count, tokenCount: whole.token_count },
    postings: rows
      .flatMap(({ term, chunk_count: chunkCount, frames }) =>
        term === null ? [] : [{ term, chunkCount, frames }],
      )
      // Sums of floats depend on their order: the same search gives the same scores.
      .toSorted((a, b) => (a.term < b.term ? -1 : 1)),
  };
}

/**
 * A planner without statistics expects one row of everything and then joins each with each: fresh tables, and PGlite,
 * which never gathers any, took 20 times as long.
 */
async function joinByHashing(tx: Tx): Promise<void> {
  await sql`select set_config('enable_nestloop', 'off', true)`.execute(tx);
}

/** For the statements after the one that has this column. */
const joinFreelyAgain = sql`set_config('enable_nestloop', 'on', true) as planner`;

/** The chunks' ids in the order of the places; undefined where the segment has been replaced meanwhile. */
export async function findChunkIds(
  tx: Tx,
  tenantId: string,
  places: ChunkPlace[],
): Promise<(string | undefined)[]> {
  const rows = await tx
    .selectFrom('chunk_segments')
    .select(['id', 'chunk_ids'])
    .where('tenant_id', '=', tenantId)
    .where('id', 'in', [...new Set(places.map(each => each.segmentId))])
    .execute();
  const bySegment = new Map(rows.map(row => [row.id, row.chunk_ids]));
  return places.map(({ segmentId, place }) => bySegment.get(segmentId)?.[place]);
}

/** Where chunks stand in their segments. */
export async function findPlaces(tx: Tx, tenantId: string, chunkIds: string[]): Promise<AllowedPlaces> {
  const { rows } = await sql<{ id: number; chunk_ids: string[] }>`select s.id, s.chunk_ids
    from (select distinct document_id from chunks
      where tenant_id = ${tenantId}::uuid and id = any(${chunkIds}::uuid[])) d
    cross join lateral (select id, chunk_ids from chunk_segments
      where tenant_id = ${tenantId}::uuid and document_id = d.document_id offset 0) s`.execute(tx);
  const wanted = new Set(chunkIds);
  return new Map(
    rows.map(row => [row.id, new Set(row.chunk_ids.flatMap((id, place) => (wanted.has(id) ? [place] : [])))]),
  );
}

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

export function loadTexts(
  tx: Tx,
  tenantId: string,
  ids: string[],
): Promise<{ id: string; text: string; headings: string[] }[]> {
  return tx
    .selectFrom('chunks')
    .select(['id', 'text', 'headings'])
    .where('tenant_id', '=', tenantId)
    .where(sql<boolean>`id = any(${ids}::uuid[])`)
    .execute();
}

/** The terms of the libraries with the same start and about the same length. */
export async function listTermsLike(
  tx: Tx,
  scope: SearchScope,
  { start, minLength, maxLength }: { start: string; minLength: number; maxLength: number },
): Promise<string[]> {
  const { rows } = await sql<{ term: string }>`select term from chunk_postings
    where tenant_id = ${scope.tenantId}::uuid and library_id = any(${scope.libraryIds}::uuid[])
      and term >= ${start}::text collate "C" and term < (${start}::text || chr(1114111)) collate "C"
      and length(term) between ${minLength}::integer and ${maxLength}::integer
    group by term`.execute(tx);
  return rows.map(row => row.term);
}

export interface HitRow {
  chunk_id: string;
  document_id: string;
  document_title: string;
  library_id: string;
  file_name: string;
  paged: boolean;
  page_start: number | null;
  page_end: number | null;
  headings: string[];
  text: string;
  spans: [number, number, number][];
  metadata: Record<string, unknown>;
}

/** Of the chunks, those that readers still see. */
export async function loadChunks(tx: Tx, tenantId: string, ids: string[]): Promise<HitRow[]> {
  const { rows } = await sql<HitRow>`select c.id as chunk_id, c.document_id, d.title as document_title,
      c.library_id, d.file_name, d.paged, c.page_start, c.page_end, c.headings, c.text, c.spans,
      c.metadata
    from chunks c
    -- The limit keeps this a look-up for each chunk, whatever the planner believes.
    cross join lateral (select title, file_name, paged, generation from documents
      where tenant_id = ${tenantId}::uuid and id = c.document_id limit 1) d
    where d.generation = c.generation and c.tenant_id = ${tenantId}::uuid and c.id = any(${ids}::uuid[])`.execute(
    tx,
  );
  return rows;
}
