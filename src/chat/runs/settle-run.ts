import { estimateTokens } from '#ai/estimate-tokens.ts';
import type { Tx } from '#kernel/db/database.ts';
import type { Used } from '#usage/holds/hold.ts';
import { settleSubject } from '#usage/holds/work-in-steps.ts';
import { readLoggedUsage } from './queries.ts';
import type { RunKey } from './queries.ts';

/**
 * Bills an answer, once, whoever ends it: for what its producer counted, or, where that is gone, for what its log shows.
 * Call it last: it locks the tenant's counter.
 */
export async function settleRun(tx: Tx, { tenantId, runId, used }: RunKey & { used?: Used }): Promise<void> {
  await settleSubject(tx, { tenantId, subject: runId }, used ?? (() => usedByLog(tx, { tenantId, runId })));
}

async function usedByLog(tx: Tx, run: RunKey): Promise<Used> {
  const { answered_by: answeredBy, usage, prompt, text } = await readLoggedUsage(tx, run);
  if (usage !== null && usage.source !== 'none') {
    return { tokensIn: usage.input_tokens, tokensOut: usage.output_tokens, source: usage.source };
  }
  if (answeredBy !== 'model') return { source: 'none' };
  return { tokensIn: estimateTokens(prompt), tokensOut: estimateTokens(text), source: 'estimated' };
}
