import type { EmbeddingModel } from '#ai/embed.ts';
import type { Reranker } from '#ai/rerank.ts';
import type { Logger } from '#kernel/telemetry/logger.ts';
import type { FusionWeights } from '#knowledge/index/retrieval-settings.ts';
import type { SearchMode } from './choose-mode.ts';
import type { MetadataFilter } from './filter/metadata-filter.ts';
import { RERANKED } from './rerank-hits.ts';

export interface SearchOptions {
  tenantId: string;
  /** Words in quotes must stand in a passage as they are. Undefined: `embedding` alone decides. */
  query?: string;
  /** The caller's own vector, in place of one that `embed` makes of the query. */
  embedding?: Float32Array;
  /** None or empty: all libraries. */
  libraryIds?: string[];
  /** None or empty: all documents of the libraries. */
  documentIds?: string[];
  /** Only passages whose metadata, or whose document's, pass it. */
  filter?: MetadataFilter;
  /** How many hits; 10. */
  k?: number;
  /** `auto`: hybrid where vectors exist and the model answers, else keyword. */
  mode?: SearchMode;
  /** What each list counts in hybrid mode; otherwise as the libraries are set. */
  weights?: FusionWeights;
  /** 1 or undefined: by score alone; lower: the less alike, the better (MMR). */
  lambda?: number;
  /** Candidates that a search of a graph keeps. */
  efSearch?: number;
  /** Adds what was done and how long it took. */
  explain?: boolean;
  embed?: EmbeddingModel;
  /** Reads the best passages again, where there is a query. */
  reranker?: Reranker;
  signal?: AbortSignal;
  logger?: Logger;
}

/** How many are looked at for `k` that are unlike each other, or that a reranker prefers. */
export function poolOf({ k = 10, lambda = 1, reranker, query }: SearchOptions): number {
  const pool = lambda < 1 ? Math.max(3 * k, 30) : k;
  return reranker && query !== undefined ? Math.max(pool, RERANKED) : pool;
}

/** Fusion and folding need more of each list than they return. */
const MIN_CANDIDATES = 100;

/** How many of each list are fused. */
export const fusedOf = ({ k = 10 }: SearchOptions): number => Math.max(MIN_CANDIDATES, 3 * k);
