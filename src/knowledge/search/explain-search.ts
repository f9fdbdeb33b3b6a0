import type { FusionWeights } from '#knowledge/index/retrieval-settings.ts';
import type { Candidates } from './rank-candidates.ts';
import type { Search } from './search-library.ts';
import type { SearchScope } from './search-scope.ts';
import type { VectorReport } from './vectors/rank-by-vector.ts';

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
  elapsedMs: number;
}

export function explainSearch(
  search: Search & {
    candidates: Candidates;
    narrowed: SearchScope;
    vector: Float32Array | undefined;
    startedMs: number;
  },
): Explanation {
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
    lambda: search.options.lambda,
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
