import { sql } from 'kysely';
import type { Selectable } from 'kysely';
import type { Tx } from '#kernel/db/database.ts';
import type { ChunksTable } from '#kernel/db/tables.gen.ts';

export type ChunkRow = Selectable<ChunksTable>;

/** Chunks of the generation that readers see; those of an ingestion under way do not exist yet. */
const visibleChunks = (tx: Tx) =>
  tx
    .selectFrom('chunks')
    .innerJoin('documents', join =>
      join
        .onRef('documents.tenant_id', '=', 'chunks.tenant_id')
        .onRef('documents.id', '=', 'chunks.document_id')
        .onRef('documents.generation', '=', 'chunks.generation'),
    )
    .selectAll('chunks');

export function findChunkById(tx: Tx, tenantId: string, id: string): Promise<ChunkRow | undefined> {
  return visibleChunks(tx)
    .where('chunks.tenant_id', '=', tenantId)
    .where('chunks.id', '=', id)
    .executeTakeFirst();
}

export interface ChunkPage {
  tenantId: string;
  documentId: string;
  limit: number;
  /** The ordinal of the chunk before the page. */
  after?: number;
}

/** In reading order, and one more than `limit`. */
export function listChunkRows(tx: Tx, page: ChunkPage): Promise<ChunkRow[]> {
  return visibleChunks(tx)
    .where('chunks.tenant_id', '=', page.tenantId)
    .where('chunks.document_id', '=', page.documentId)
    .where('chunks.ordinal', '>', page.after ?? -1)
    .orderBy('chunks.ordinal')
    .limit(page.limit + 1)
    .execute();
}

export interface DocumentKey {
  id: string;
  library_id: string;
  generation: number;
}

export function findDocument(tx: Tx, tenantId: string, id: string): Promise<DocumentKey | undefined> {
  return tx
    .selectFrom('documents')
    .select(['id', 'library_id', 'generation'])
    .where('tenant_id', '=', tenantId)
    .where('id', '=', id)
    .executeTakeFirst();
}

/** Changes of one document's chunks take turns. The library comes first, as everywhere. */
export async function holdDocument(tx: Tx, tenantId: string, id: string): Promise<DocumentKey | undefined> {
  await sql`select from libraries where tenant_id = ${tenantId}::uuid and id =
    (select library_id from documents where tenant_id = ${tenantId}::uuid and id = ${id}::uuid)
    for key share`.execute(tx);
  return tx
    .selectFrom('documents')
    .select(['id', 'library_id', 'generation'])
    .where('tenant_id', '=', tenantId)
    .where('id', '=', id)
    .forNoKeyUpdate()
    .executeTakeFirst();
}

export interface NewChunk {
  tenantId: string;
  id: string;
  document: DocumentKey;
  text: string;
  metadata: Record<string, unknown>;
}

/** Stands behind the document's last chunk. */
export function insertChunk(tx: Tx, chunk: NewChunk): Promise<ChunkRow> {
  const { tenantId, document } = chunk;
  return tx
    .insertInto('chunks')
    .values({
      tenant_id: tenantId,
      id: chunk.id,
      library_id: document.library_id,
      document_id: document.id,
      generation: document.generation,
      ordinal: sql<number>`(select coalesce(max(ordinal) + 1, 0) from chunks where tenant_id = ${tenantId}::uuid
        and document_id = ${document.id}::uuid and generation = ${document.generation}::integer)`,
      text: chunk.text,
      metadata: JSON.stringify(chunk.metadata),
    })
    .returningAll()
    .executeTakeFirstOrThrow();
}

export interface ChunkChanges {
  text?: string;
  metadata?: Record<string, unknown>;
}

/** Undefined when the chunk is not in that version. A new text no longer stands on the page, so it has no spans. */
export function updateChunkRow(
  tx: Tx,
  options: { tenantId: string; id: string; version?: number; changes: ChunkChanges },
): Promise<ChunkRow | undefined> {
  const { tenantId, id, version, changes } = options;
  return tx
    .updateTable('chunks')
    .set({
      text: changes.text,
      spans: changes.text === undefined ? undefined : '[]',
      metadata: changes.metadata && JSON.stringify(changes.metadata),
      version: sql`version + 1`,
      updated_at: sql`now()`,
    })
    .where('tenant_id', '=', tenantId)
    .where('id', '=', id)
    .$if(version !== undefined, query => query.where('version', '=', version!))
    .returningAll()
    .executeTakeFirst();
}

/** False when the chunk is not in that version. */
export async function deleteChunkRow(
  tx: Tx,
  { tenantId, id, version }: { tenantId: string; id: string; version?: number },
): Promise<boolean> {
  const deleted = await tx
    .deleteFrom('chunks')
    .where('tenant_id', '=', tenantId)
    .where('id', '=', id)
    .$if(version !== undefined, query => query.where('version', '=', version!))
    .returning('id')
    .executeTakeFirst();
  return deleted !== undefined;
}

export async function countOn(
  tx: Tx,
  document: { tenantId: string; id: string },
  counts: { chunks: number; tokens: number },
): Promise<void> {
  await tx
    .updateTable('documents')
    .set({
      chunk_count: sql`chunk_count + ${counts.chunks}::integer`,
      token_count: sql`token_count + ${counts.tokens}::bigint`,
      updated_at: sql`now()`,
    })
    .where('tenant_id', '=', document.tenantId)
    .where('id', '=', document.id)
    .execute();
}

/** The model whose vectors a library is searched by. */
export async function findActiveModel(
  tx: Tx,
  { tenantId, libraryId }: { tenantId: string; libraryId: string },
): Promise<string | undefined> {
  const found = await tx
    .selectFrom('vector_sets')
    .select('model')
    .where('tenant_id', '=', tenantId)
    .where('library_id', '=', libraryId)
    .where('state', '=', 'active')
    .executeTakeFirst();
  return found?.model;
}

/** Kept from being deleted until `tx` ends; false when there is none. */
export async function holdLibrary(
  tx: Tx,
  { tenantId, libraryId }: { tenantId: string; libraryId: string },
): Promise<boolean> {
  const held = await tx
    .selectFrom('libraries')
    .select('id')
    .where('tenant_id', '=', tenantId)
    .where('id', '=', libraryId)
    .forKeyShare()
    .executeTakeFirst();
  return held !== undefined;
}

export async function findDocumentByContent(
  tx: Tx,
  content: { tenantId: string; libraryId: string; sha256: Buffer },
): Promise<string | undefined> {
  const found = await tx
    .selectFrom('documents')
    .select('id')
    .where('tenant_id', '=', content.tenantId)
    .where('library_id', '=', content.libraryId)
    .where('sha256', '=', content.sha256)
    .executeTakeFirst();
  return found?.id;
}

export interface ReadyDocument {
  tenantId: string;
  libraryId: string;
  id: string;
  title: string;
  metadata: Record<string, unknown>;
  byteSize: number;
  sha256: Buffer;
}

/** Readers see it when `tx` commits: it has no ingestion to wait for. */
export async function insertReadyDocument(tx: Tx, document: ReadyDocument): Promise<void> {
  await tx
    .insertInto('documents')
    .values({
      tenant_id: document.tenantId,
      id: document.id,
      library_id: document.libraryId,
      title: document.title,
      file_name: `${document.title.slice(0, 200)}.json`,
      media_type: 'application/json',
      byte_size: document.byteSize,
      sha256: document.sha256,
      status: 'ready',
      generation: 1,
      format: 'chunks',
      paged: false,
      page_count: 0,
      metadata: JSON.stringify(document.metadata),
    })
    .execute();
}
