import type { CallTimer } from './calls/call-timer.ts';

/** Turns texts into vectors. Wrappers (limits, retries, metering) take one and return one. */
export interface EmbeddingModel {
  /** Name of the model; vectors of different models are not comparable. */
  readonly id: string;
  /** Texts in one call, at most. */
  readonly maxBatch: number;
  /** Tokens in one call, at most, as estimateTokens counts them; undefined: no such limit is known. */
  readonly maxBatchTokens?: number;
  /**
   * One vector for each text, in the order of the texts, all of one dimension and finite.
   * `timer` learns where the time went.
   * @throws ProviderError, or the reason of `signal` once that is aborted.
   */
  embed(
    texts: string[],
    options: { signal: AbortSignal; purpose: 'document' | 'query'; timer?: CallTimer },
  ): Promise<Float32Array[]>;
}
