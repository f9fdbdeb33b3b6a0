import type { Tx } from '#kernel/db/database.ts';
import { MAX_SEGMENT_CHUNKS, writeSegment } from './index-chunks.ts';
import { insertVectors } from './insert-vectors.ts';
import { deleteSegment, deleteVectors, listSegments, loadIndexedChunks } from './queries.ts';
import type { IndexScope, SegmentRow } from './queries.ts';

export interface ReindexOptions extends IndexScope {
  chunkId: string;
  /** The new text's; without one the chunk is found by its words only. */
  vector?: Float32Array;
  model?: string;
}

/**
 * Brings the index up to a chunk row that was added, changed or deleted in this transaction. Only its segment is
 * written anew; the caller holds the document, so that two changes do not rewrite one segment.
 * @returns what to add to the document's `token_count`.
 */
export async function reindexChunk(tx: Tx, options: ReindexOptions): Promise<{ tokenCount: number }> {
  const { chunkId, vector, model } = options;
  const segments = await listSegments(tx, options);
  const old = chooseSegment(segments, chunkId);
  const chunks = await loadIndexedChunks(tx, options, [...(old?.chunk_ids ?? []), chunkId]);
  if (old) await deleteSegment(tx, options, old.id);
  const number = old?.number ?? Math.max(-1, ...segments.map(segment => segment.number)) + 1;
  const { tokenCount } =
    chunks.length > 0 ? await writeSegment(tx, options, { number, chunks }) : { tokenCount: 0 };
  await deleteVectors(tx, options, chunkId);
  if (vector && model !== undefined && chunks.some(chunk => chunk.id === chunkId)) {
    await insertVectors(tx, options, model, [{ chunkId, vector }]);
  }
  return { tokenCount: tokenCount - (old?.token_count ?? 0) };
}

/** The one that holds the chunk; for a new chunk one that has room, the last first. */
function chooseSegment(segments: SegmentRow[], chunkId: string): SegmentRow | undefined {
  return (
    segments.find(segment => segment.chunk_ids.includes(chunkId)) ??
    segments.findLast(segment => segment.chunk_ids.length < MAX_SEGMENT_CHUNKS)
  );
}
