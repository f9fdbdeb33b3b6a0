/** Reads a question and passages together and says how well each answers it. */
export interface Reranker {
  readonly id: string;
  /** Passages in one call, at most. */
  readonly maxPassages: number;
  /**
   * One finite score for each passage, in their order; higher is better.
   * @throws ProviderError, or the reason of `signal` once that is aborted.
   */
  rerank(query: string, passages: string[], options: { signal: AbortSignal }): Promise<number[]>;
}
