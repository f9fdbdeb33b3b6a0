import type { Tx } from '#kernel/db/database.ts';
import { NotFound } from '#kernel/errors/common-errors.ts';
import type { IndexScope } from '#knowledge/index/queries.ts';
import { findChunkById, holdDocument } from './queries.ts';
import type { ChunkRow } from './queries.ts';

/**
 * Waits until nobody else changes the document's chunks, and makes sure that readers still see this one.
 * @throws NotFound
 */
export async function holdChunk(tx: Tx, chunk: ChunkRow): Promise<IndexScope> {
  const { tenant_id: tenantId, document_id: documentId, library_id: libraryId, generation } = chunk;
  await holdDocument(tx, tenantId, documentId);
  if (!(await findChunkById(tx, tenantId, chunk.id))) throw new NotFound('chunk');
  return { tenantId, documentId, libraryId, generation };
}
