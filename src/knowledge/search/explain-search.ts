import type { FusionWeights } from '#knowledge/index/retrieval-settings.ts';
import type { UsedMode } from './choose-mode.ts';
import type { Candidates } from './rank-candidates.ts';
import type { RerankReport } from './rerank-hits.ts';
import type { SearchScope } from './search-scope.ts';
import type { VectorReport } from './vectors/rank-by-vector.ts';
import type { LibraryTarget } from './vectors/vector-target.ts';
import type { ParsedQuery } from './words/parse-query.ts';

/** How a result came about. */
export interface Explanation {
  scope: { libraries: number; documents: number; chunks: number };
  /** Undefined when neither a filter nor a phrase narrowed the scope. */
  narrowed?: { documents?: number; chunks?: number };
  keyword?: { terms: string[]; phrases: string[]; candidates: number };
  vector?: { dimensions: number; candidates: number; plans: VectorReport[] };
  /** Only where two lists were fused. */
  weights?: FusionWeights;
  lambda?: number;
  rerank?: RerankReport;
  elapsedMs: number;
}

export interface ExplainedSearch {
  rerank?: RerankReport;
  targets: LibraryTarget[];
  mode: UsedMode;
  parsed?: ParsedQuery;
  weights: FusionWeights;
  lambda?: number;
  candidates: Candidates;
  scope: SearchScope;
  narrowed: SearchScope;
  vector?: Float32Array;
  startedMs: number;
}

export function explainSearch(search: ExplainedSearch): Explanation {
  const { targets, candidates, mode, parsed, vector } = search;
  const { keyword, vector: vectors } = candidates.lists;
  const sum = (field: 'documents' | 'chunks') => targets.reduce((total, target) => total + target[field], 0);
  return {
    scope: { libraries: targets.length, documents: sum('documents'), chunks: sum('chunks') },
    narrowed: narrowedTo(search),
    keyword: keyword && {
      terms: parsed?.terms ?? [],
      phrases: parsed?.phrases.map(phrase => phrase.text) ?? [],
      candidates: keyword.length,
    },
    vector: vectors &&
      vector && {
        dimensions: vector.length,
        candidates: vectors.length,
        plans: candidates.vectorReports,
      },
    weights: mode === 'hybrid' ? search.weights : undefined,
    lambda: search.lambda,
    rerank: search.rerank,
    elapsedMs: performance.now() - search.startedMs,
  };
}

function narrowedTo({
  scope,
  narrowed,
}: {
  scope: SearchScope;
  narrowed: SearchScope;
}): Explanation['narrowed'] {
  const documents = narrowed.documentIds === scope.documentIds ? undefined : narrowed.documentIds?.length;
  const chunks = narrowed.chunkIds?.length;
  return documents === undefined && chunks === undefined ? undefined : { documents, chunks };
}
