import type { Database } from '#kernel/db/database.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import { NotFound } from '#kernel/errors/common-errors.ts';
import { findChunkById } from './queries.ts';
import type { ChunkRow } from './queries.ts';

/** @throws NotFound */
export async function getChunk(db: Database, options: { tenantId: string; id: string }): Promise<ChunkRow> {
  const row = await withTransaction(db, options, tx => findChunkById(tx, options.tenantId, options.id));
  if (row === undefined) throw new NotFound('chunk');
  return row;
}
