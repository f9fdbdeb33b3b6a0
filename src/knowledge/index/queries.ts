import { sql } from 'kysely';
import type { Tx } from '#kernel/db/database.ts';
import { encodeVector } from './encode-vector.ts';
import type { SegmentPostings } from './postings.ts';

/** Whose rows are written: every row of the index carries these. */
export interface IndexScope {
  tenantId: string;
  libraryId: string;
  documentId: string;
  generation: number;
}

export interface ChunkRow {
  id: string;
  ordinal: number;
  text: string;
  headings: string[];
  spans: [number, number, number][];
  page_start: number | null;
  page_end: number | null;
  metadata: Record<string, unknown>;
}

export async function insertChunks(tx: Tx, scope: IndexScope, rows: ChunkRow[]): Promise<void> {
  // One JSON parameter, because unnest would flatten the arrays of headings into one.
  await sql`insert into chunks (tenant_id, library_id, document_id, generation,
      id, ordinal, text, headings, spans, page_start, page_end, metadata)
    select ${scope.tenantId}::uuid, ${scope.libraryId}::uuid, ${scope.documentId}::uuid, ${scope.generation}::integer,
      r.id, r.ordinal, r.text, r.headings, r.spans, r.page_start, r.page_end, r.metadata
    from json_to_recordset(${JSON.stringify(rows)}::json) as r(id uuid, ordinal integer, text text, headings text[],
      spans jsonb, page_start integer, page_end integer, metadata jsonb)`.execute(tx);
}

export interface NewSegment {
  number: number;
  chunkIds: string[];
  tokenCount: number;
  tokenizer: number;
}

export async function insertSegment(tx: Tx, scope: IndexScope, segment: NewSegment): Promise<number> {
  const { id } = await tx
    .insertInto('chunk_segments')
    .values({
      tenant_id: scope.tenantId,
      library_id: scope.libraryId,
      document_id: scope.documentId,
      generation: scope.generation,
      number: segment.number,
      chunk_ids: segment.chunkIds,
      chunk_count: segment.chunkIds.length,
      token_count: segment.tokenCount,
      tokenizer: segment.tokenizer,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  return id;
}

export async function insertPostings(
  tx: Tx,
  scope: IndexScope,
  segmentId: number,
  { terms, entries }: SegmentPostings,
): Promise<void> {
  if (terms.length === 0) return;
  await sql`insert into chunk_postings (tenant_id, library_id, term, segment_id, entries)
    select ${scope.tenantId}::uuid, ${scope.libraryId}::uuid, p.term, ${segmentId}::bigint, p.entries
    from unnest(${terms}::text[], ${entries}::bytea[]) as p(term, entries)`.execute(tx);
}

export interface VectorSet {
  id: number;
  dimensions: number;
}

/** Held until the transaction ends: whoever moves the set's rows into a graph waits for those that are under way. */
export async function holdVectorSet(
  tx: Tx,
  options: { tenantId: string; libraryId: string; model: string },
): Promise<VectorSet | undefined> {
  return tx
    .selectFrom('vector_sets')
    .select(['id', 'dimensions'])
    .where('tenant_id', '=', options.tenantId)
    .where('library_id', '=', options.libraryId)
    .where('model', '=', options.model)
    .forKeyShare()
    .executeTakeFirst();
}

/**
 * The first set of a library is active at once, any further one is built beside it; but none beside vectors that the
 * caller made, which nothing of ours can replace.
 */
export async function insertVectorSet(
  tx: Tx,
  set: { tenantId: string; libraryId: string; model: string; dimensions: number },
): Promise<void> {
  await sql`insert into vector_sets (tenant_id, library_id, model, dimensions, state)
    select ${set.tenantId}::uuid, ${set.libraryId}::uuid, ${set.model}, ${set.dimensions}::integer,
      case when active.model is null then 'active' else 'building' end
    from (select) one left join vector_sets active on active.tenant_id = ${set.tenantId}::uuid
      and active.library_id = ${set.libraryId}::uuid and active.state = 'active'
    where active.model is null or active.model not like 'custom%'
    on conflict do nothing`.execute(tx);
}

export interface ChunkVector {
  chunkId: string;
  vector: Float32Array;
}

/** The vectors are of length 1. */
export async function insertVectorRows(
  tx: Tx,
  scope: IndexScope,
  set: { id: number; model: string },
  vectors: ChunkVector[],
): Promise<void> {
  // Single precision is converted on the way in where the store keeps half of it.
  await sql`insert into chunk_vectors (tenant_id, library_id, document_id, chunk_id, generation, model, set_id,
      embedding, signature)
    select ${scope.tenantId}::uuid, ${scope.libraryId}::uuid, ${scope.documentId}::uuid, v.chunk_id,
      ${scope.generation}::integer, ${set.model}, ${set.id}::bigint, v.embedding, binary_quantize(v.embedding)
    from (values ${sql.join(
      vectors.map(({ chunkId, vector }) => sql`(${chunkId}::uuid, ${encodeVector(vector)}::vector)`),
    )}) as v (chunk_id, embedding)`.execute(tx);
}

export interface SegmentRow {
  id: number;
  number: number;
  chunk_ids: string[];
  token_count: number;
}

/** Of one generation of a document, in the order of their numbers. */
export function listSegments(tx: Tx, scope: IndexScope): Promise<SegmentRow[]> {
  return tx
    .selectFrom('chunk_segments')
    .select(['id', 'number', 'chunk_ids', 'token_count'])
    .where('tenant_id', '=', scope.tenantId)
    .where('document_id', '=', scope.documentId)
    .where('generation', '=', scope.generation)
    .orderBy('number')
    .execute();
}

/** Its postings go with it. */
export async function deleteSegment(tx: Tx, scope: IndexScope, id: number): Promise<void> {
  await tx
    .deleteFrom('chunk_segments')
    .where('tenant_id', '=', scope.tenantId)
    .where('id', '=', id)
    .execute();
}

/** Those of the chunks that exist, in reading order. */
export function loadIndexedChunks(
  tx: Tx,
  scope: IndexScope,
  ids: string[],
): Promise<{ id: string; text: string; headings: string[] }[]> {
  return tx
    .selectFrom('chunks')
    .select(['id', 'text', 'headings'])
    .where('tenant_id', '=', scope.tenantId)
    .where('id', 'in', ids)
    .orderBy('ordinal')
    .execute();
}

export async function deleteVectors(tx: Tx, scope: IndexScope, chunkId: string): Promise<void> {
  await tx
    .deleteFrom('chunk_vectors')
    .where('tenant_id', '=', scope.tenantId)
    .where('chunk_id', '=', chunkId)
    .execute();
}
