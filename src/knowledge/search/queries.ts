import { sql } from 'kysely';
import type { Tx } from '#kernel/db/database.ts';
import { encodeVector } from '#knowledge/index/encode-vector.ts';
import type { ChunkPlace, CollectionStatistics, TermPostings } from './score-postings.ts';
import type { SearchScope } from './search-scope.ts';

export interface FoundScope {
  /** Of those asked for, the ones that exist. */
  library_ids: string[];
  documents: { id: string; library_id: string }[];
}

/** Null asks for all libraries, or for no document by name. */
export async function findScope(
  tx: Tx,
  tenantId: string,
  asked: { libraryIds: string[] | null; documentIds: string[] | null },
): Promise<FoundScope> {
  const { rows } = await sql<FoundScope>`select
    array(select l.id from libraries l where l.tenant_id = ${tenantId}::uuid
      and (${asked.libraryIds}::uuid[] is null or l.id = any(${asked.libraryIds}::uuid[]))) as library_ids,
    coalesce((select jsonb_agg(jsonb_build_object('id', d.id, 'library_id', d.library_id)) from documents d
      where d.tenant_id = ${tenantId}::uuid and d.id = any(${asked.documentIds}::uuid[])), '[]') as documents`.execute(
    tx,
  );
  return rows[0]!;
}

const inScope = (scope: SearchScope) =>
  sql<boolean>`d.tenant_id = ${scope.tenantId}::uuid and d.library_id = any(${scope.libraryIds}::uuid[])
    and d.generation > 0 ${scope.documentIds ? sql`and d.id = any(${scope.documentIds}::uuid[])` : sql``}`;

const vectorsInScope = (scope: SearchScope) =>
  sql<boolean>`v.tenant_id = ${scope.tenantId}::uuid and v.library_id = any(${scope.libraryIds}::uuid[])
    ${scope.documentIds ? sql`and v.document_id = any(${scope.documentIds}::uuid[])` : sql``}`;

/** How many documents of the scope readers see, and whether any of them has vectors of the model. */
export async function describeScope(
  tx: Tx,
  scope: SearchScope,
  model: string | undefined,
): Promise<{ documents: number; vectors: boolean }> {
  const vectors = sql`exists (select from chunk_vectors v where ${vectorsInScope(scope)} and v.model = ${model ?? ''})`;
  const { rows } = await sql<{ documents: number; vectors: boolean }>`select
    (select count(*) from documents d where ${inScope(scope)}) as documents,
    ${model === undefined ? sql`false` : vectors} as vectors`.execute(tx);
  return rows[0]!;
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

/** The chunks nearest to a vector by cosine, compared one by one: exact. */
export async function findNearest(
  tx: Tx,
  scope: SearchScope,
  options: { model: string; vector: Float32Array; limit: number },
): Promise<{ id: string; score: number }[]> {
  await joinByHashing(tx);
  const { rows } = await sql<{ id: string; score: number }>`select chunk_id as id, 1 - distance as score,
      ${joinFreelyAgain}
    from (select v.chunk_id, v.embedding <=> (select ${encodeVector(options.vector)}::vector) as distance
      from chunk_vectors v join documents d
        on d.tenant_id = v.tenant_id and d.id = v.document_id and d.generation = v.generation
      where ${inScope(scope)} and ${vectorsInScope(scope)} and v.model = ${options.model}
        and vector_dims(v.embedding) = ${options.vector.length}) nearest
    where distance <> 'NaN' order by distance, chunk_id limit ${options.limit}`.execute(tx);
  return rows;
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
}

/** Of the chunks, those that readers still see. */
export async function loadChunks(tx: Tx, tenantId: string, ids: string[]): Promise<HitRow[]> {
  const { rows } = await sql<HitRow>`select c.id as chunk_id, c.document_id, d.title as document_title,
      c.library_id, d.file_name, d.paged, c.page_start, c.page_end, c.headings, c.text, c.spans
    from chunks c
    -- The limit keeps this a look-up for each chunk, whatever the planner believes.
    cross join lateral (select title, file_name, paged, generation from documents
      where tenant_id = ${tenantId}::uuid and id = c.document_id limit 1) d
    where d.generation = c.generation and c.tenant_id = ${tenantId}::uuid and c.id = any(${ids}::uuid[])`.execute(
    tx,
  );
  return rows;
}
