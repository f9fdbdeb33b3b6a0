import type { EmbeddingModel } from '#ai/embed.ts';
import type { Database, Tx } from '#kernel/db/database.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import { NotFound, StateConflict } from '#kernel/errors/common-errors.ts';
import { createId } from '#kernel/ids.ts';
import { reindexChunk } from '#knowledge/index/reindex-chunk.ts';
import { embedChunk } from './embed-chunk.ts';
import { countOn, findActiveModel, findDocument, holdDocument, insertChunk } from './queries.ts';
import type { ChunkRow, DocumentKey } from './queries.ts';

export interface CreateChunkOptions {
  tenantId: string;
  documentId: string;
  text: string;
  metadata?: Record<string, unknown>;
  /** The caller's own vector. */
  embedding?: number[];
  embed?: EmbeddingModel;
  /** Done last in the transaction that adds it, and nothing is added if it fails. */
  onCommit?: (tx: Tx, chunkId: string) => Promise<void>;
}

/**
 * Adds a passage of the caller's own behind a document's last one; it can be found as soon as this returns.
 * @throws NotFound; StateConflict while the document has not been read.
 */
export async function createChunk(db: Database, options: CreateChunkOptions): Promise<ChunkRow> {
  const { tenantId, documentId, metadata = {} } = options;
  const text = options.text.toWellFormed();
  const activeModel = await withTransaction(db, options, async tx => {
    const { library_id: libraryId } = checkReadable(await findDocument(tx, tenantId, documentId));
    return findActiveModel(tx, { tenantId, libraryId });
  });
  const embedded = await embedChunk({ text, headings: [] }, { ...options, activeModel });
  return withTransaction(db, options, async tx => {
    const document = checkReadable(await holdDocument(tx, tenantId, documentId));
    const row = await insertChunk(tx, { tenantId, id: createId(), document, text, metadata });
    await indexNew(tx, row, embedded);
    await options.onCommit?.(tx, row.id);
    return row;
  });
}

async function indexNew(
  tx: Tx,
  row: ChunkRow,
  embedded: { vector?: Float32Array; model?: string },
): Promise<void> {
  const {
    tenant_id: tenantId,
    library_id: libraryId,
    document_id: documentId,
    generation,
    id: chunkId,
  } = row;
  const scope = { tenantId, libraryId, documentId, generation };
  const { tokenCount } = await reindexChunk(tx, { ...scope, chunkId, ...embedded });
  await countOn(tx, { tenantId, id: documentId }, { chunks: 1, tokens: tokenCount });
}

function checkReadable(document: DocumentKey | undefined): DocumentKey {
  if (document === undefined) throw new NotFound('document');
  if (document.generation > 0) return document;
  throw new StateConflict('This document has not been read yet.', 'Wait until its status is "ready".');
}
