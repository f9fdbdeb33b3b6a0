import { sql } from 'kysely';
import type { Tx } from '#kernel/db/database.ts';
import { encodeVector } from '#knowledge/index/encode-vector.ts';

export interface ScanScope {
  tenantId: string;
  setIds: number[];
  /** Undefined: all documents of the sets. */
  documentIds?: string[];
  /** Undefined: all chunks of the documents. */
  chunkIds?: string[];
}

export interface ScanOptions {
  vector: Float32Array;
  limit: number;
}

export interface FoundVector {
  id: string;
  score: number;
  /** False for a chunk that readers do not see: its document is being read anew, or was. */
  visible: boolean;
}

const inScan = (scope: ScanScope) => sql`v.tenant_id = ${scope.tenantId}::uuid
  and v.set_id = any(${scope.setIds}::bigint[])
  ${scope.documentIds ? sql`and v.document_id = any(${scope.documentIds}::uuid[])` : sql``}
  ${scope.chunkIds ? sql`and v.chunk_id = any(${scope.chunkIds}::uuid[])` : sql``}`;

/** Evaluated once: as a bare parameter it would be converted again for each row. */
const queryVector = (vector: Float32Array) => sql`(select ${encodeVector(vector)}::vector::stored_vector)`;

const publishedDocuments = (tenantId: string) => sql`join documents d on d.tenant_id = v.tenant_id
  and d.id = v.document_id and d.generation = v.generation and d.tenant_id = ${tenantId}::uuid`;

/**
 * Every vector in scope compared, in one statement. Whether readers see a chunk is asked of the nearest only: rows of
 * an ingestion under way may be among them.
 */
export async function scanExactly(tx: Tx, scope: ScanScope, options: ScanOptions): Promise<FoundVector[]> {
  const { rows } = await sql<FoundVector>`select n.chunk_id as id, -n.distance as score,
      d.generation = n.generation as visible
    from (select v.chunk_id, v.document_id, v.generation, v.embedding <#> ${queryVector(options.vector)} as distance
      from chunk_vectors v where ${inScan(scope)} order by distance, v.chunk_id limit ${options.limit}) n
    cross join lateral (select generation from documents
      where tenant_id = ${scope.tenantId}::uuid and id = n.document_id limit 1) d
    order by n.distance, n.chunk_id`.execute(tx);
  return rows;
}

/** The same, of those only that readers see. */
export async function scanVisible(tx: Tx, scope: ScanScope, options: ScanOptions): Promise<FoundVector[]> {
  await joinByHashing(tx);
  const { rows } = await sql<FoundVector>`select chunk_id as id, -distance as score, true as visible,
      ${joinFreelyAgain}
    from (select v.chunk_id, v.embedding <#> ${queryVector(options.vector)} as distance
      from chunk_vectors v ${publishedDocuments(scope.tenantId)} where ${inScan(scope)}
      order by distance, chunk_id limit ${options.limit}) nearest order by distance, chunk_id`.execute(tx);
  return rows;
}

/**
 * The nearest signatures first, from the index alone; of those the vectors themselves. Whether readers see a chunk is
 * asked of the candidates only, unless `strict`. `distances` ascend: bits by which each candidate's signature differs.
 */
export async function scanSignatures(
  tx: Tx,
  scope: ScanScope,
  options: ScanOptions & { candidates: number; strict: boolean },
): Promise<{ rows: FoundVector[]; distances: number[] }> {
  const bits = sql`(select binary_quantize(${encodeVector(options.vector)}::vector))`;
  if (options.strict) await joinByHashing(tx);
  const { rows: near } = await sql<Candidate>`select set_id, document_id, chunk_id, generation, distance,
      ${options.strict ? joinFreelyAgain : sql`null`}
    from (select v.set_id, v.document_id, v.chunk_id, v.generation, v.signature <~> ${bits} as distance
      from chunk_vectors v ${options.strict ? publishedDocuments(scope.tenantId) : sql``} where ${inScan(scope)}
      order by distance limit ${options.candidates}) nearest order by distance`.execute(tx);
  const rows = await compareCandidates(tx, scope.tenantId, { near, ...options });
  return { rows, distances: near.map(row => row.distance) };
}

interface Candidate {
  set_id: number;
  document_id: string;
  chunk_id: string;
  generation: number;
  /** In bits. */
  distance: number;
}

/** Look-ups by key, whatever the planner believes: that is what the limits of the laterals are for. */
async function compareCandidates(
  tx: Tx,
  tenantId: string,
  { near, vector }: { near: Candidate[]; vector: Float32Array },
): Promise<FoundVector[]> {
  const column = <Key extends keyof Candidate>(key: Key) => near.map(row => row[key]);
  const { rows } =
    await sql<FoundVector>`select n.chunk_id as id, e.score, d.generation = n.generation as visible
    from unnest(${column('set_id')}::bigint[], ${column('document_id')}::uuid[], ${column('chunk_id')}::uuid[],
      ${column('generation')}::integer[]) as n (set_id, document_id, chunk_id, generation)
    cross join lateral (select -(v.embedding <#> ${queryVector(vector)}) as score from chunk_vectors v
      where v.tenant_id = ${tenantId}::uuid and v.set_id = n.set_id and v.document_id = n.document_id
        and v.chunk_id = n.chunk_id limit 1) e
    cross join lateral (select generation from documents
      where tenant_id = ${tenantId}::uuid and id = n.document_id limit 1) d
    order by e.score desc, n.chunk_id`.execute(tx);
  return rows;
}

export interface GraphScope {
  tenantId: string;
  setId: number;
  dimensions: number;
  graph: { number: number; sealedNumber: number };
}

/** The nearest rows by the graph, those of them that still stand; hidden ones are marked. */
export async function searchGraph(
  tx: Tx,
  scope: GraphScope,
  { vector, limit, efSearch }: ScanOptions & { efSearch: number },
): Promise<FoundVector[]> {
  const table = sql.table(`vector_graph_${scope.setId}_${scope.graph.number}`);
  await sql`select set_config('hnsw.ef_search', ${String(efSearch)}, true),
    set_config('enable_seqscan', 'off', true)`.execute(tx);
  const { rows } =
    await sql<FoundVector>`select n.chunk_id as id, n.score, d.generation = e.generation as visible,
      set_config('enable_seqscan', 'on', true) as planner
    from (select g.document_id, g.chunk_id, g.number, -(g.embedding <#> ${queryVector(vector)}) as score
      from ${table} g order by g.embedding <#> ${queryVector(vector)} limit ${limit}) n
    cross join lateral (select generation from chunk_vectors
      where tenant_id = ${scope.tenantId}::uuid and set_id = ${scope.setId}::bigint and document_id = n.document_id
        and chunk_id = n.chunk_id and number = n.number limit 1) e
    cross join lateral (select generation from documents
      where tenant_id = ${scope.tenantId}::uuid and id = n.document_id limit 1) d
    order by n.score desc, n.chunk_id`.execute(tx);
  return rows;
}

/** Rows that were written after the graph: every one compared. */
export async function scanUnsealed(tx: Tx, scope: GraphScope, options: ScanOptions): Promise<FoundVector[]> {
  const { rows } = await sql<FoundVector>`select v.chunk_id as id, v.score, true as visible
    from (select v.tenant_id, v.document_id, v.chunk_id, v.generation,
        -(v.embedding <#> ${queryVector(options.vector)}) as score
      from chunk_vectors v where v.tenant_id = ${scope.tenantId}::uuid and v.set_id = ${scope.setId}::bigint
        and v.number > ${scope.graph.sealedNumber}::bigint offset 0) v
    ${publishedDocuments(scope.tenantId)}
    order by v.score desc, v.chunk_id limit ${options.limit}`.execute(tx);
  return rows;
}

/** Without statistics the planner expects one row of everything and joins each with each. */
async function joinByHashing(tx: Tx): Promise<void> {
  await sql`select set_config('enable_nestloop', 'off', true)`.execute(tx);
}

/** For the statements after the one that has this column. */
const joinFreelyAgain = sql`set_config('enable_nestloop', 'on', true) as planner`;
