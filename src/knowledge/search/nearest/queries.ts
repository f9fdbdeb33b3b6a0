import { sql } from 'kysely';
import type { RawBuilder } from 'kysely';
import { encodeVector } from '#knowledge/index/encode-vector.ts';
import type { HitRow } from '../queries.ts';
import { spokenTurns } from '../spoken-turns.ts';

/** A passage that was found. */
export interface FoundRow {
  chunk_id: string;
  score: number;
  /** False for one that readers do not see. */
  visible: boolean;
  /** By signatures only: how many candidates there were, and by how many bits the tenth and the last differ. */
  candidates: { count: number; tenth: number; last: number } | null;
  /** By a graph only: rows behind it may have been crowded out by hidden ones. */
  crowded: boolean | null;
}

/** Found and read in one statement. */
export type NearestRow = FoundRow & HitRow;

export interface NearestScope {
  tenantId: string;
  setIds: number[];
  /** Undefined: all documents of the sets. */
  documentIds?: string[];
  /** Undefined: all chunks of the documents. */
  chunkIds?: string[];
  /** Reads the passages, too. */
  withTexts: boolean;
}

export interface NearestOptions {
  vector: Float32Array;
  limit: number;
}

/** Evaluated once: as a bare parameter it would be converted again for each row. */
const queryVector = (vector: Float32Array) => sql`(select ${encodeVector(vector)}::vector::stored_vector)`;

/**
 * The rows of the scope as `v`. Documents and chunks are looked up one by one: of a list the planner cannot know how few of all
 * rows it means, and would read them all.
 */
function rowsOf({ tenantId, setIds, documentIds, chunkIds }: NearestScope, columns: RawBuilder<unknown>) {
  const ofSets = sql`tenant_id = ${tenantId}::uuid and set_id = any(${setIds}::bigint[])`;
  if (chunkIds)
    return sql`unnest(${chunkIds}::uuid[]) as asked (id) cross join lateral (select ${columns} from chunk_vectors
      where ${ofSets} and chunk_id = asked.id offset 0) v`;
  if (!documentIds) return sql`(select ${columns} from chunk_vectors where ${ofSets}) v`;
  return sql`unnest(${documentIds}::uuid[]) as asked (id) cross join lateral (select ${columns} from chunk_vectors
    where ${ofSets} and document_id = asked.id offset 0) v`;
}

/** Every vector in scope compared. */
export function exactQuery(scope: NearestScope, { vector, limit }: NearestOptions): RawBuilder<FoundRow> {
  return read(
    scope,
    sql`select v.chunk_id, v.document_id, v.generation, v.embedding <#> ${queryVector(vector)} as distance,
      null::json as candidates, null::boolean as crowded
    from ${rowsOf(scope, sql`chunk_id, document_id, generation, embedding`)}
    order by distance, v.chunk_id limit ${limit}::integer`,
  );
}

export interface SignatureOptions extends NearestOptions {
  candidates: number;
  /**
   * A bound of what can be among the candidates, as far as is known: comparing is cheap beside sorting all that was
   * compared.
   */
  maxBits: number;
}

/** The nearest signatures first, from the index alone; of those the vectors themselves. */
export function signatureQuery(
  scope: NearestScope,
  { vector, limit, candidates, maxBits }: SignatureOptions,
): RawBuilder<FoundRow> {
  const signature = sql`(select binary_quantize(${encodeVector(vector)}::vector))`;
  return read(
    scope,
    sql`with near as materialized (
      select v.set_id, v.document_id, v.chunk_id, v.generation, v.signature <~> ${signature} as bits
      from ${rowsOf(scope, sql`set_id, document_id, chunk_id, generation, signature`)}
      where v.signature <~> ${signature} <= ${maxBits}::double precision
      order by bits limit ${candidates}::integer)
    select near.chunk_id, near.document_id, near.generation, e.distance, null::boolean as crowded,
      (select json_build_object('count', count(*), 'last', max(bits),
        'tenth', (array_agg(bits order by bits))[least(10, count(*))]) from near) as candidates
    from near cross join lateral (select v.embedding <#> ${queryVector(vector)} as distance from chunk_vectors v
      where v.tenant_id = ${scope.tenantId}::uuid and v.set_id = near.set_id and v.document_id = near.document_id
        and v.chunk_id = near.chunk_id limit 1) e
    order by e.distance, near.chunk_id limit ${limit}::integer`,
  );
}

export interface GraphOptions extends NearestOptions {
  graph: { number: number; sealedNumber: number };
  /** How many are taken from the graph, and how many of the rows behind it. */
  reach: number;
}

/** The nearest by the graph that still stand, and those behind it. */
export function graphQuery(scope: NearestScope, options: GraphOptions): RawBuilder<FoundRow> {
  const { vector, limit, graph, reach } = options;
  const [setId] = scope.setIds;
  const table = sql.table(`vector_graph_${setId}_${graph.number}`);
  const ofSet = sql`v.tenant_id = ${scope.tenantId}::uuid and v.set_id = ${setId}::bigint`;
  return read(
    scope,
    sql`with sealed as materialized (
      select g.document_id, g.chunk_id, g.number, g.embedding <#> ${queryVector(vector)} as distance
      from ${table} g order by g.embedding <#> ${queryVector(vector)} limit ${reach}::integer),
    behind as materialized (
      select v.chunk_id, v.document_id, v.generation, v.embedding <#> ${queryVector(vector)} as distance
      from chunk_vectors v where ${ofSet} and v.number > ${graph.sealedNumber}::bigint
      order by distance limit ${reach}::integer),
    standing as (
      select s.chunk_id, s.document_id, v.generation, s.distance, false as is_behind
      from sealed s cross join lateral (select v.generation from chunk_vectors v
        where ${ofSet} and v.document_id = s.document_id and v.chunk_id = s.chunk_id and v.number = s.number limit 1) v
      union all select chunk_id, document_id, generation, distance, true from behind),
    seen as materialized (
      select s.*, d.generation = s.generation as visible
      from standing s cross join lateral (select generation from documents
        where tenant_id = ${scope.tenantId}::uuid and id = s.document_id limit 1) d)
    select chunk_id, document_id, generation, distance, null::json as candidates,
      (select count(*) = ${reach}::integer and count(*) filter (where visible) < ${limit}::integer
        from seen where is_behind) as crowded
    from seen where visible order by distance, chunk_id limit ${limit}::integer`,
  );
}

/** Look-ups by key, whatever the planner believes: that is what the limits of the laterals are for. */
function read({ tenantId, withTexts }: NearestScope, nearest: RawBuilder<unknown>) {
  const found = sql`n.chunk_id, -n.distance as score, d.generation = n.generation as visible, n.candidates, n.crowded`;
  const documents = sql`cross join lateral (select id, title, file_name, format, paged, generation from documents
    where tenant_id = ${tenantId}::uuid and id = n.document_id limit 1) d`;
  if (!withTexts)
    return sql<FoundRow>`select ${found} from (${nearest}) n ${documents} order by n.distance, n.chunk_id`;
  return sql<NearestRow>`select ${found}, n.document_id,
    d.title as document_title, c.library_id, d.file_name, d.paged, c.page_start, c.page_end, c.headings, c.text,
    c.spans, c.metadata, ${spokenTurns(tenantId)}
  from (${nearest}) n
  ${documents}
  cross join lateral (select library_id, page_start, page_end, headings, text, spans, metadata from chunks
    where tenant_id = ${tenantId}::uuid and id = n.chunk_id limit 1) c
  order by n.distance, n.chunk_id`;
}
