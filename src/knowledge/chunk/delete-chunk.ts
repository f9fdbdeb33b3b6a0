import type { Database } from '#kernel/db/database.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import { VersionMismatch } from '#kernel/errors/common-errors.ts';
import { reindexChunk } from '#knowledge/index/reindex-chunk.ts';
import { getChunk } from './get-chunk.ts';
import { holdChunk } from './hold-chunk.ts';
import { countOn, deleteChunkRow } from './queries.ts';

export interface DeleteChunkOptions {
  tenantId: string;
  id: string;
  /** Undefined means any. */
  version?: number;
}

/** @throws NotFound, VersionMismatch */
export async function deleteChunk(db: Database, options: DeleteChunkOptions): Promise<void> {
  const { tenantId, id } = options;
  const chunk = await getChunk(db, options);
  await withTransaction(db, options, async tx => {
    const scope = await holdChunk(tx, chunk);
    if (!(await deleteChunkRow(tx, options))) throw new VersionMismatch('chunk');
    const { tokenCount } = await reindexChunk(tx, { ...scope, chunkId: id });
    await countOn(tx, { tenantId, id: chunk.document_id }, { chunks: -1, tokens: tokenCount });
  });
}
