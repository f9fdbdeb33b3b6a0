import type { Database } from '#kernel/db/database.ts';
import { normalizeVector } from '#knowledge/index/normalize-vector.ts';
import type { UsedMode } from './choose-mode.ts';
import { explainSearch } from './explain-search.ts';
import type { Explanation } from './explain-search.ts';
import type { FoundPassages } from './found-passages.ts';
import { presentHits } from './present-hits.ts';
import type { SearchHit } from './present-hits.ts';
import { rerankHits } from './rerank-hits.ts';
import { searchAtLength } from './search-at-length.ts';
import type { SearchOptions } from './search-options.ts';
import { searchTogether } from './search-together.ts';

export interface SearchResult {
  mode: UsedMode;
  /** Documents of the scope that can be found at all. */
  searchedDocuments: number;
  /** Best first. */
  hits: SearchHit[];
  /** Terms that nothing has, and those that were looked for instead. */
  correctedTerms?: Record<string, string[]>;
  /** Only when asked for. */
  explanation?: Explanation;
}

/**
 * The passages of a scope that answer a query best: BM25 over the libraries' own statistics and vectors, both fused by
 * rank. As many as asked for, if there are as many.
 * @throws NotFound for a library or document that is not the tenant's, NoEmbeddingModel, WrongDimension
 */
export async function searchLibrary(db: Database, options: SearchOptions): Promise<SearchResult> {
  const startedMs = performance.now();
  const asked = { ...options, embedding: options.embedding && normalizeVector(options.embedding) };
  const { found, made } = await searchTogether(db, asked);
  return present(found ?? (await searchAtLength(db, asked, made)), startedMs);
}

async function present(found: FoundPassages, startedMs: number): Promise<SearchResult> {
  const { search, best, rows, candidates } = found;
  const { mode, targets, options } = search;
  const { lambda } = options;
  const reranked = await rerank(found);
  const rerankReport = reranked?.report;
  return {
    mode,
    searchedDocuments: targets.reduce((sum, target) => sum + target.documents, 0),
    hits: presentHits(search, reranked?.hits ?? best, rows),
    correctedTerms: candidates.corrected,
    explanation: options.explain
      ? explainSearch({ ...search, ...found, startedMs, lambda, rerank: rerankReport })
      : undefined,
  };
}

async function rerank({ search, best, rows }: FoundPassages) {
  const { reranker, query, signal, logger } = search.options;
  if (!reranker || query === undefined || best.length === 0) return undefined;
  return rerankHits(best, { reranker, query, rows, signal, logger });
}
