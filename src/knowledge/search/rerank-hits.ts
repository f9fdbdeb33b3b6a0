import type { Reranker } from '#ai/rerank.ts';
import type { Logger } from '#kernel/telemetry/logger.ts';
import { searchableText } from '#knowledge/index/postings.ts';
import type { FusedHit } from './fuse-ranks.ts';
import type { HitRow } from './queries.ts';

/** How many of the best are read again. */
export const RERANKED = 50;

/** What was asked of a reranker, for people who ask why. */
export interface RerankReport {
  model: string;
  passages: number;
  /** It failed, and the hits stayed as they were. */
  failed?: boolean;
  elapsedMs: number;
}

interface RerankOptions {
  reranker: Reranker;
  query: string;
  rows: HitRow[];
  signal?: AbortSignal;
  logger?: Logger;
}

/** The hits in the reranker's order, with its scores; as they were when it fails. Never inside a transaction. */
export async function rerankHits(
  hits: FusedHit[],
  { reranker, query, rows, signal = new AbortController().signal, logger }: RerankOptions,
): Promise<{ hits: FusedHit[]; report: RerankReport }> {
  const startedMs = performance.now();
  const texts = new Map(rows.map(row => [row.chunk_id, searchableText(row)]));
  const read = hits.filter(hit => texts.has(hit.id)).slice(0, reranker.maxPassages);
  const report = (failed?: boolean): RerankReport => ({
    model: reranker.id,
    passages: read.length,
    failed,
    elapsedMs: performance.now() - startedMs,
  });
  try {
    const scores = await reranker.rerank(
      query,
      read.map(hit => texts.get(hit.id)!),
      { signal },
    );
    const ranked = read
      .map((hit, at) => ({ ...hit, score: scores[at]! }))
      .toSorted((a, b) => b.score - a.score);
    return { hits: ranked, report: report() };
  } catch (error) {
    if (signal.aborted) throw error;
    logger?.warn({ err: error }, 'the reranker failed: hits stay as they were ranked');
    return { hits, report: report(true) };
  }
}
