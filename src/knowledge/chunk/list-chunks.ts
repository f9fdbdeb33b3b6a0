import type { Database } from '#kernel/db/database.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import { NotFound } from '#kernel/errors/common-errors.ts';
import { findDocument, listChunkRows } from './queries.ts';
import type { ChunkPage, ChunkRow } from './queries.ts';

/**
 * One page in reading order, plus the row that tells whether another follows.
 * @throws NotFound when there is no such document.
 */
export function listChunks(db: Database, page: ChunkPage): Promise<ChunkRow[]> {
  return withTransaction(db, page, async tx => {
    if (!(await findDocument(tx, page.tenantId, page.documentId))) throw new NotFound('document');
    return listChunkRows(tx, page);
  });
}
