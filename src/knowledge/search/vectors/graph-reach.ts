import { HNSW_EF_SEARCH } from '#knowledge/index/retrieval-settings.ts';
import type { VectorTarget } from './vector-target.ts';

const MAX_EF_SEARCH = 1_000;

/** How far a graph is searched: as the request says, else as the library is set. */
export function graphReach(
  { limit, efSearch: asked }: { limit: number; efSearch?: number },
  { settings }: VectorTarget,
): { efSearch: number; limit: number } {
  const ofLibrary = settings.index.kind === 'hnsw' ? settings.index.ef_search : HNSW_EF_SEARCH;
  const efSearch = Math.min(MAX_EF_SEARCH, Math.max(asked ?? ofLibrary, 2 * limit));
  // Chunks that changed since are still in the graph and drop out: a few more are asked for.
  return { efSearch, limit: Math.min(efSearch, 2 * limit + 20) };
}
