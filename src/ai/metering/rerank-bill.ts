import type { Work } from '#usage/holds/hold.ts';
import type { Usage } from '#usage/holds/open-usage.ts';
import type { CallTimer } from '../calls/call-timer.ts';
import type { Reranker } from '../rerank.ts';
import { BilledCalls } from './billed-calls.ts';
import { boundTokens } from './bound-tokens.ts';
import { countEmbedding } from './count-embedding.ts';

/**
 * What reading hits again costs: the question once with each passage. `settle` bills for what was read, and what was not
 * settled when this is disposed costs nothing.
 */
export class RerankBill extends BilledCalls {
  /** @throws QuotaExceeded from `rerank`, before the provider is called. */
  readonly reranker: Reranker;

  constructor(usage: Usage, reranker: Reranker, work: Omit<Work, 'model'>) {
    super(usage, { ...work, model: reranker.id });
    this.reranker = {
      ...reranker,
      rerank: (query, passages, options) => {
        const texts = passages.flatMap(passage => [query, passage]);
        const used = (timer: CallTimer) => countEmbedding(texts, timer);
        return this.bill({ bound: boundTokens(texts), used }, undefined, () =>
          reranker.rerank(query, passages, options),
        );
      },
    };
  }
}
