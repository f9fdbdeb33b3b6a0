import type { Tx } from '#kernel/db/database.ts';
import type { RankedId } from './fuse-ranks.ts';
import { scorePostings } from './score-postings.ts';
import type { SearchScope } from './search-scope.ts';
import { rankByVector } from './vectors/rank-by-vector.ts';
import type { VectorReport } from './vectors/rank-by-vector.ts';
import type { VectorTarget } from './vectors/vector-target.ts';
import { correctTerms } from './words/correct-terms.ts';
import { findChunkIds, findPlaces, readPostings } from './words/queries.ts';

export interface CandidateRequest {
  scope: SearchScope;
  /** Undefined: nothing is looked for by words. */
  terms?: string[];
  /** Undefined: nothing is looked for by a vector. */
  vector?: Float32Array;
  targets: VectorTarget[];
  limit: number;
  efSearch?: number;
}

export interface Candidates {
  lists: { keyword?: RankedId[]; vector?: RankedId[] };
  /** False when a segment was replaced while it was read. */
  complete: boolean;
  /** Terms that nothing has, and those that were looked for instead. */
  corrected?: Record<string, string[]>;
  vectorReports: VectorReport[];
}

/** The best chunks of the scope by words, by vectors, or by each. */
export async function rankCandidates(tx: Tx, request: CandidateRequest): Promise<Candidates> {
  const keyword = request.terms && (await rankByKeyword(tx, request, request.terms));
  const vector =
    request.vector && (await rankByVector(tx, { ...request, ...request.scope, vector: request.vector }));
  return {
    lists: { keyword: keyword?.list.filter(each => each !== undefined), vector: vector?.list },
    complete: keyword?.list.every(each => each !== undefined) ?? true,
    corrected: keyword?.corrected,
    vectorReports: vector?.reports ?? [],
  };
}

interface KeywordList {
  list: (RankedId | undefined)[];
  corrected?: Record<string, string[]>;
}

/** Spelling is only doubted when no passage has any of the words. */
async function rankByKeyword(tx: Tx, request: CandidateRequest, terms: string[]): Promise<KeywordList> {
  if (terms.length === 0 || request.scope.libraryIds.length === 0) return { list: [] };
  const list = await rankTerms(tx, request, terms);
  if (list.length > 0 || request.scope.chunkIds?.length === 0) return { list };
  const corrected = await correctTerms(tx, request.scope, terms);
  const instead = [...new Set(Object.values(corrected).flat())];
  if (instead.length === 0) return { list };
  const found = await rankTerms(tx, request, instead);
  return found.length > 0 ? { list: found, corrected } : { list };
}

async function rankTerms(
  tx: Tx,
  { scope, limit }: CandidateRequest,
  terms: string[],
): Promise<(RankedId | undefined)[]> {
  const { statistics, postings } = await readPostings(tx, scope, terms);
  const allowed = scope.chunkIds && (await findPlaces(tx, scope.tenantId, scope.chunkIds));
  const best = await scorePostings(statistics, postings, limit, allowed);
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
