import { systemClock } from '#kernel/clock.ts';
import { ProviderError, ProviderTimeout, ProviderUnavailable } from '../provider-errors.ts';
import type { ProviderName } from '../provider-errors.ts';
import type { Guard } from './call.ts';
import type { CircuitBreaker, Verdict } from './circuit-breaker.ts';
import { ProviderLeftAlone } from './not-sent.ts';

export interface BreakCircuitOptions {
  breaker: CircuitBreaker;
  provider: ProviderName;
  /** A deadline blames the model only if the model had at least so much of it: the rest was our own queue. */
  fairMs: number;
}

/** Leaves a model alone that is broken, silent or gone. Refusals and 429 are no such thing: it lives. */
export function breakCircuit({ breaker, provider, fairMs }: BreakCircuitOptions): Guard {
  return call =>
    async function* (options) {
      const closedMs = breaker.closedMs;
      if (closedMs > 0) throw new ProviderLeftAlone(provider, closedMs);
      const leave = breaker.enter();
      const startedMs = systemClock.elapsedMs();
      let verdict: Verdict = 'unknown';
      try {
        yield* call(options);
        verdict = 'alive';
      } catch (error) {
        verdict = judge(error, systemClock.elapsedMs() - startedMs >= fairMs);
        throw error;
      } finally {
        leave(verdict);
      }
    };
}

function judge(error: unknown, hadItsTime: boolean): Verdict {
  if (error instanceof ProviderTimeout) return hadItsTime ? 'failed' : 'unknown';
  if (error instanceof ProviderUnavailable) return 'failed';
  return error instanceof ProviderError ? 'alive' : 'unknown';
}
