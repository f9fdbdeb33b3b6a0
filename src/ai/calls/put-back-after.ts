import { ProviderOverloaded } from '../provider-errors.ts';
import { ProviderLeftAlone } from './not-sent.ts';

const UNTOLD_MS = 5_000;
const JITTER_MS = 1_000;

/**
 * How long a job should wait outside its slot before it calls again, in milliseconds with jitter; undefined when the
 * error is no such request and the job failed. Use: `{ kind: 'retry', afterMs, reason: error.code }`.
 */
export function putBackAfterMs(error: unknown, random: () => number = Math.random): number | undefined {
  if (!(error instanceof ProviderOverloaded || error instanceof ProviderLeftAlone)) return undefined;
  const askedMs = error.retryAfterMs ?? UNTOLD_MS;
  // In proportion: many jobs that were told the same minute must not come back in the same second.
  return Math.round(askedMs + random() * (JITTER_MS + askedMs / 4));
}
