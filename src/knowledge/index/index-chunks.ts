import type { Tx } from '#kernel/db/database.ts';
import { failpoint } from '#kernel/failpoints.ts';
import type { ChunkDraft } from '#knowledge/chunk/chunk-draft.ts';
import { buildPostings, searchableText } from './postings.ts';
import { insertVectors } from './insert-vectors.ts';
import { insertChunks, insertPostings, insertSegment } from './queries.ts';
import type { IndexScope } from './queries.ts';
import { TOKENIZER_VERSION } from './tokenize.ts';

/** A batch with more chunks is refused: a segment must stay cheap to rewrite. */
export const MAX_SEGMENT_CHUNKS = 100;

export interface ChunkToIndex extends Omit<ChunkDraft, 'pageStart' | 'pageEnd'> {
  id: string;
  /** Null for chunks that were not cut from a page. */
  pageStart: number | null;
  pageEnd: number | null;
  /** Of `textToEmbed(chunk)`; needs `model`. */
  vector?: Float32Array;
  metadata?: Record<string, unknown>;
}

export interface IndexChunksOptions extends IndexScope {
  /** Number of the batch in its generation, from 0; a number that was used already fails the transaction. */
  segment: number;
  chunks: ChunkToIndex[];
  /** Id of the model that made the vectors. */
  model?: string;
}

/**
 * Writes one batch (at most 100 chunks): chunk rows, keyword postings and vectors. Readers see nothing of it until
 * `documents.generation` is this generation.
 * @returns what to add to the document's `token_count`.
 */
export async function indexChunks(tx: Tx, options: IndexChunksOptions): Promise<{ tokenCount: number }> {
  const { chunks, model } = options;
  if (chunks.length === 0) return { tokenCount: 0 };
  if (chunks.length > MAX_SEGMENT_CHUNKS) {
    throw new RangeError(`a segment takes at most ${MAX_SEGMENT_CHUNKS} chunks, not ${chunks.length}`);
  }
  await insertChunks(tx, options, chunks.map(toRow));
  await failpoint('index-write');
  const { tokenCount } = await writeSegment(tx, options, { number: options.segment, chunks });
  const vectors = chunks.flatMap(({ id, vector }) => (vector ? [{ chunkId: id, vector }] : []));
  if (model !== undefined) await insertVectors(tx, options, model, vectors);
  return { tokenCount };
}

export interface SegmentContent {
  number: number;
  chunks: { id: string; text: string; headings: string[] }[];
}

/** Writes the segment and the postings of chunks whose rows exist. */
export async function writeSegment(
  tx: Tx,
  scope: IndexScope,
  { number, chunks }: SegmentContent,
): Promise<{ tokenCount: number }> {
  const postings = await buildPostings(chunks.map(searchableText));
  const segmentId = await insertSegment(tx, scope, {
    number,
    chunkIds: chunks.map(chunk => chunk.id),
    tokenCount: postings.tokenCount,
    tokenizer: TOKENIZER_VERSION,
  });
  await insertPostings(tx, scope, segmentId, postings);
  return { tokenCount: postings.tokenCount };
}

/** What an embedding model is given of a chunk: the headings tell it what the passage is about. */
export function textToEmbed(chunk: { text: string; headings: string[] }): string {
  return searchableText(chunk);
}

const toRow = (chunk: ChunkToIndex) => ({
  id: chunk.id,
  ordinal: chunk.ordinal,
  text: chunk.text.toWellFormed(),
  headings: chunk.headings.map(heading => heading.toWellFormed()),
  spans: chunk.spans,
  page_start: chunk.pageStart,
  page_end: chunk.pageEnd,
  metadata: chunk.metadata ?? {},
});
