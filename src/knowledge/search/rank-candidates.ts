import type { EmbeddingModel } from '#ai/embed.ts';
import type { Tx } from '#kernel/db/database.ts';
import { tokenize } from '#knowledge/index/tokenize.ts';
import type { UsedMode } from './choose-mode.ts';
import type { RankedId } from './fuse-ranks.ts';
import { findChunkIds, findNearest, readPostings } from './queries.ts';
import { scorePostings } from './score-postings.ts';
import type { SearchScope } from './search-scope.ts';

export interface CandidateRequest {
  query: string;
  scope: SearchScope;
  k: number;
  mode: UsedMode;
  embed?: EmbeddingModel;
  vector?: Float32Array;
}

export interface Candidates {
  lists: { keyword?: RankedId[]; vector?: RankedId[] };
  /** False when a segment was replaced while it was read. */
  complete: boolean;
}

/** Fusion needs more of each list than it returns. */
const MIN_CANDIDATES = 100;
const MAX_QUERY_TERMS = 256;

/** The best chunks of the scope by words, by vectors, or by each. */
export async function rankCandidates(tx: Tx, request: CandidateRequest): Promise<Candidates> {
  const limit = request.mode === 'hybrid' ? Math.max(MIN_CANDIDATES, 3 * request.k) : request.k;
  const keyword = request.mode === 'vector' ? undefined : await rankByKeyword(tx, request, limit);
  const vector = request.mode === 'keyword' ? undefined : await rankByVector(tx, request, limit);
  return {
    lists: { keyword: keyword?.filter(each => each !== undefined), vector },
    complete: keyword?.every(each => each !== undefined) ?? true,
  };
}

async function rankByKeyword(
  tx: Tx,
  { query, scope }: CandidateRequest,
  limit: number,
): Promise<(RankedId | undefined)[]> {
  const terms = [...new Set(tokenize(query))].slice(0, MAX_QUERY_TERMS);
  if (terms.length === 0 || scope.libraryIds.length === 0) return [];
  const { statistics, postings } = await readPostings(tx, scope, terms);
  const best = await scorePostings(statistics, postings, limit);
  if (best.length === 0) return [];
  const ids = await findChunkIds(
    tx,
    scope.tenantId,
    best.map(({ item }) => item),
  );
  return best.map(({ score }, index) => {
    const id = ids[index];
    return id === undefined ? undefined : { id, score };
  });
}

function rankByVector(tx: Tx, request: CandidateRequest, limit: number): Promise<RankedId[]> {
  const { scope, vector, embed } = request;
  if (!vector || !embed || scope.libraryIds.length === 0) return Promise.resolve([]);
  return findNearest(tx, scope, { model: embed.id, vector, limit });
}
