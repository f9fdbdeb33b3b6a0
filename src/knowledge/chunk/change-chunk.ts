import type { EmbeddingModel } from '#ai/embed.ts';
import type { Database, Tx } from '#kernel/db/database.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import { VersionMismatch } from '#kernel/errors/common-errors.ts';
import { reindexChunk } from '#knowledge/index/reindex-chunk.ts';
import { embedChunk } from './embed-chunk.ts';
import { getChunk } from './get-chunk.ts';
import { holdChunk } from './hold-chunk.ts';
import { countOn, findActiveModel, updateChunkRow } from './queries.ts';
import type { ChunkChanges, ChunkRow } from './queries.ts';

export interface ChangeChunkOptions {
  tenantId: string;
  id: string;
  /** The version the change is meant for; undefined means any. */
  version?: number;
  changes: ChunkChanges & { embedding?: number[] };
  embed?: EmbeddingModel;
  /** Done last in the transaction that changes it, and nothing is changed if it fails. */
  onCommit?: (tx: Tx) => Promise<void>;
}

/**
 * A new text is found, and the old one no longer, as soon as this returns.
 * @throws NotFound; VersionMismatch when it was changed since it was read.
 */
export async function changeChunk(db: Database, options: ChangeChunkOptions): Promise<ChunkRow> {
  const { tenantId, id, version } = options;
  const before = await getChunk(db, options);
  const { embedding, ...given } = options.changes;
  const changes = { ...given, text: given.text?.toWellFormed() };
  const { text } = changes;
  if (version !== undefined && version !== before.version) throw new VersionMismatch('chunk');
  const isIndexed = text !== undefined || embedding !== undefined;
  const embedded = isIndexed ? await embedAnew(db, options, before) : {};
  return withTransaction(db, options, async tx => {
    const scope = await holdChunk(tx, before);
    const row = await updateChunkRow(tx, { tenantId, id, version, changes });
    if (row === undefined) throw new VersionMismatch('chunk');
    if (!isIndexed) return row;
    const { tokenCount } = await reindexChunk(tx, { ...scope, chunkId: id, ...embedded });
    await countOn(tx, { tenantId, id: row.document_id }, { chunks: 0, tokens: tokenCount });
    await options.onCommit?.(tx);
    return row;
  });
}

async function embedAnew(
  db: Database,
  options: ChangeChunkOptions,
  before: ChunkRow,
): Promise<{ vector?: Float32Array; model?: string }> {
  const { embed, changes } = options;
  const library = { tenantId: options.tenantId, libraryId: before.library_id };
  const activeModel = await withTransaction(db, options, tx => findActiveModel(tx, library));
  const chunk = { ...before, text: changes.text?.toWellFormed() ?? before.text };
  return embedChunk(chunk, { embed, embedding: changes.embedding, activeModel });
}
