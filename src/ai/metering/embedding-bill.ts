import type { Work } from '#usage/holds/hold.ts';
import type { Usage } from '#usage/holds/open-usage.ts';
import type { CallTimer } from '../calls/call-timer.ts';
import type { EmbeddingModel } from '../embed.ts';
import { BilledCalls } from './billed-calls.ts';
import { boundTokens } from './bound-tokens.ts';
import { countEmbedding } from './count-embedding.ts';

/**
 * What embedding costs in one request: each call of `model` takes its bound before the provider is called, `settle`
 * bills for what was embedded, and what was not settled when this is disposed costs nothing.
 */
export class EmbeddingBill extends BilledCalls {
  /** @throws QuotaExceeded from `embed`, before the provider is called. */
  readonly model: EmbeddingModel;

  constructor(usage: Usage, model: EmbeddingModel, work: Omit<Work, 'model'>) {
    super(usage, { ...work, model: model.id });
    this.model = {
      ...model,
      embed: (texts, options) => {
        const used = (timer: CallTimer) => countEmbedding(texts, timer);
        return this.bill({ bound: boundTokens(texts), used }, options.timer, timer =>
          model.embed(texts, { ...options, timer }),
        );
      },
    };
  }
}
