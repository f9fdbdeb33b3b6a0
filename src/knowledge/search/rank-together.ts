import type { Database } from '#kernel/db/database.ts';
import type { Passing } from './filter/read-passing.ts';
import type { FoundPassages, Search } from './found-passages.ts';
import type { RankedId } from './fuse-ranks.ts';
import type { Nearest } from './nearest/search-nearest.ts';
import { scorePostings } from './score-postings.ts';
import { poolOf } from './search-options.ts';
import type { Postings } from './words/queries.ts';
import { readRanked } from './words/read-ranked.ts';

export type Near = Pick<Nearest, 'rows' | 'reports'>;

export interface Ranking {
  search: Search;
  vector?: Float32Array;
  passing?: Passing;
  /** Undefined: nothing was looked for by a vector. */
  near?: Near;
  /** By words; none where the query has no words that can be looked for. */
  postings?: Postings;
  /** How many of each list are fused. */
  limit: number;
}

/**
 * Scores what words found, joins it with what a vector found, and reads the best. Undefined where no passage has any
 * of the words: then their spelling is doubted.
 */
export async function rankTogether(db: Database, ranking: Ranking): Promise<FoundPassages | undefined> {
  const { search, vector, passing, near, postings } = ranking;
  const { tenantId, options } = { ...search.scope, options: search.options };
  const limit = near ? ranking.limit : poolOf(options);
  const places = postings
    ? await scorePostings(postings.statistics, postings.postings, limit, passing?.allowed)
    : [];
  if (places.length === 0 && isMisspelled(ranking)) return undefined;
  const list = near && listOf(near);
  const lists = { tenantId, places, vector: list, weights: search.weights, limit: poolOf(options) };
  const { keyword, best, rows, complete } = await readRanked(db, lists);
  return {
    search,
    vector,
    best,
    rows,
    candidates: { lists: { keyword, vector: list }, complete, vectorReports: near?.reports ?? [] },
    narrowed: { ...search.scope, ...narrowedTo(passing) },
  };
}

/** Whether there is anything to compare the words with. */
function isMisspelled({ postings, passing }: Ranking): boolean {
  return postings !== undefined && postings.statistics.chunkCount > 0 && passing?.allowed.size !== 0;
}

export const listOf = ({ rows }: Near): RankedId[] => rows.map(({ chunk_id: id, score }) => ({ id, score }));

/** What a filter leaves of a scope. */
export const narrowedTo = ({ documentIds, chunkIds }: Partial<Passing> = {}) => ({
  ...(documentIds && { documentIds }),
  ...(chunkIds && { chunkIds }),
});
