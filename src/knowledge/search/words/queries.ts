import { sql } from 'kysely';
import type { RawBuilder } from 'kysely';
import type { Tx } from '#kernel/db/database.ts';
import type { FusionWeights } from '#knowledge/index/retrieval-settings.ts';
import { FUSION_K } from '../fuse-ranks.ts';
import type { HitRow } from '../queries.ts';
import { spokenTurns } from '../spoken-turns.ts';
import type { AllowedPlaces, ChunkPlace, CollectionStatistics, TermPostings } from '../score-postings.ts';
import type { SearchScope } from '../search-scope.ts';

export interface PostingsRow {
  term: string | null;
  chunk_count: number;
  token_count: number;
  frames: Buffer | null;
}

interface WordScope {
  tenantId: string;
  /** An array, or what selects one. */
  libraryIds: RawBuilder<unknown>;
  documentIds?: string[];
}

export interface Postings {
  statistics: CollectionStatistics;
  postings: TermPostings[];
}

/** Statistics of the libraries and each term's postings in scope. */
export async function readPostings(tx: Tx, scope: SearchScope, terms: string[]): Promise<Postings> {
  await joinByHashing.execute(tx);
  const libraryIds = sql`${scope.libraryIds}::uuid[]`;
  const { rows } = await postingsQuery({ ...scope, libraryIds }, terms).execute(tx);
  return asPostings(rows);
}

/**
 * All of one moment, because it is one statement; `joinByHashing` goes before it. The frames of a term come as one
 * value, because a row for each segment would cost more than the scoring.
 */
export const postingsQuery = (
  { tenantId, libraryIds, documentIds }: WordScope,
  terms: string[],
) => sql<PostingsRow>`with visible as materialized (
      select s.id, s.chunk_count, s.token_count,
        ${documentIds ? sql`d.id = any(${documentIds}::uuid[])` : sql`true`} as in_scope
      from chunk_segments s join documents d
        on d.tenant_id = s.tenant_id and d.id = s.document_id and d.generation = s.generation
      where s.tenant_id = ${tenantId}::uuid and s.library_id = any(${libraryIds})
        and d.tenant_id = ${tenantId}::uuid and d.library_id = any(${libraryIds})
        and d.generation > 0),
    matched as materialized (
      select term, segment_id, entries from chunk_postings
      where tenant_id = ${tenantId}::uuid and library_id = any(${libraryIds})
        and term = any(${terms}::text[]))
    select null as term, coalesce(sum(chunk_count), 0)::bigint as chunk_count,
      coalesce(sum(token_count), 0)::bigint as token_count, null::bytea as frames, ${joinFreelyAgain} from visible
    union all
    select p.term, sum(length(p.entries) / 4)::bigint, 0::bigint, string_agg(
        int8send(p.segment_id) || int4send(v.chunk_count) || int4send(length(p.entries)) || p.entries, ''::bytea)
        filter (where v.in_scope), null
    from matched p join visible v on v.id = p.segment_id
    group by p.term`;

export function asPostings(rows: PostingsRow[]): Postings {
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
export const joinByHashing = sql`select set_config('enable_nestloop', 'off', true)`;

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

export interface PlacedId {
  /** From 1; places whose segment has been replaced meanwhile are missing. */
  rank: number;
  id: string;
}

/** The same as a part of a statement; each segment is looked up, whatever the planner believes. */
export const placedIdsQuery = (
  tenantId: string,
  places: ChunkPlace[],
) => sql<PlacedId>`select p.rank, s.chunk_ids[p.place + 1] as id
    from unnest(${places.map(each => each.segmentId)}::bigint[], ${places.map(each => each.place)}::integer[])
      with ordinality as p (segment_id, place, rank)
    cross join lateral (select chunk_ids from chunk_segments
      where tenant_id = ${tenantId}::uuid and id = p.segment_id limit 1) s`;

export type FusedRow = HitRow & { word_rank: number | null };

export interface FusedLists {
  places: ChunkPlace[];
  /** Of the other list, best first. */
  ids: string[];
  weights: FusionWeights;
  limit: number;
}

/** The best of both lists that readers still see, with their texts: the sums are those of `fuseRanks`, in their order. */
export const fusedPassagesQuery = (
  tenantId: string,
  { places, ids, weights, limit }: FusedLists,
) => sql<FusedRow>`select c.id as chunk_id, f.word_rank, c.document_id, d.title as document_title, c.library_id,
      d.file_name, d.paged, c.page_start, c.page_end, c.headings, c.text, c.spans, c.metadata,
      ${spokenTurns(tenantId)}
    from (select coalesce(w.id, v.id) as id, w.rank as word_rank,
        coalesce(${weights.keyword}::double precision / (${FUSION_K}::integer + w.rank), 0)
          + coalesce(${weights.vector}::double precision / (${FUSION_K}::integer + v.rank), 0) as score
      from (${placedIdsQuery(tenantId, places)}) w
      full join unnest(${ids}::uuid[]) with ordinality as v (id, rank) on v.id = w.id
      order by score desc, id limit ${limit}::integer) f
    cross join lateral (select * from chunks where tenant_id = ${tenantId}::uuid and id = f.id limit 1) c
    cross join lateral (select id, title, file_name, format, paged, generation from documents
      where tenant_id = ${tenantId}::uuid and id = c.document_id limit 1) d
    where d.generation = c.generation`;

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
