import { Gauge } from 'prom-client';
import type { Metrics } from '#kernel/telemetry/metrics.ts';
import type { Settlement } from './queries.ts';

/** By this process since it started. */
const billed = { tokens_in: 0, tokens_out: 0, embedding_tokens: 0, pages: 0, micro_credits: 0 };

/**
 * `quarry_usage_billed`: what this process billed, all tenants together. Where a transaction is repeated it may count
 * twice: the books are in the records, this is for watching.
 */
export function measureUsage(metrics: Metrics): void {
  const gauge = new Gauge({
    name: 'quarry_usage_billed',
    help: 'Tokens, pages and micro-credits that this process billed since it started.',
    labelNames: ['what'],
    registers: [metrics],
    collect: () => {
      for (const [what, amount] of Object.entries(billed)) gauge.set({ what }, amount);
    },
  });
}

/** Notes what was billed just now. */
export function noteBilled(settlements: readonly Settlement[]): void {
  for (const { used, credits } of settlements) {
    billed.tokens_in += used.tokensIn ?? 0;
    billed.tokens_out += used.tokensOut ?? 0;
    billed.embedding_tokens += used.embeddingTokens ?? 0;
    billed.pages += used.pages ?? 0;
    billed.micro_credits += credits;
  }
}
