import type { FusionWeights } from '#knowledge/index/retrieval-settings.ts';
import type { UsedMode } from './choose-mode.ts';
import type { FusedHit } from './fuse-ranks.ts';
import type { HitRow } from './queries.ts';
import type { Candidates } from './rank-candidates.ts';
import type { SearchOptions } from './search-options.ts';
import type { SearchScope } from './search-scope.ts';
import type { LibraryTarget } from './vectors/vector-target.ts';
import type { ParsedQuery } from './words/parse-query.ts';

/** A search whose scope is known. */
export interface Search {
  options: SearchOptions;
  parsed?: ParsedQuery;
  scope: SearchScope;
  targets: LibraryTarget[];
  mode: UsedMode;
  weights: FusionWeights;
}

/** What it found, by whichever way. */
export interface FoundPassages {
  search: Search;
  /** Of the query. */
  vector?: Float32Array;
  best: FusedHit[];
  rows: HitRow[];
  candidates: Candidates;
  /** What a filter and phrases left. */
  narrowed: SearchScope;
}
