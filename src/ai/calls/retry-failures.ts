import { ProviderOverloaded, ProviderUnavailable } from '../provider-errors.ts';
import type { CallOptions, Guard } from './call.ts';
import { ProviderLeftAlone, wasNotSent } from './not-sent.ts';
import type { RetryBudget } from './retry-budget.ts';
import { sleep } from './sleep.ts';

export interface RetryOptions {
  budget: RetryBudget;
  /** All waits of one call together; a longer one is for the job queue, not for a job's slot. */
  maxSleepMs: number;
  /** Times one call is sent, at most. */
  maxSends?: number;
  random?: () => number;
}

const FIRST_BACKOFF_MS = 500;
const LONGEST_BACKOFF_MS = 8_000;

/**
 * Calls again after passing failures, with full jitter on top of what the provider asked for. Gives up with the failure
 * itself, which knows its `retryAfterMs`, when the wait is long, the budget is spent, or the reply had begun.
 */
export function retryFailures(options: RetryOptions): Guard {
  return call =>
    async function* (callOptions) {
      const plan = new RetryPlan(options);
      for (;;) {
        let begun = false;
        try {
          for await (const part of call(callOptions)) {
            begun = true;
            yield part;
          }
          return plan.sent();
        } catch (error) {
          callOptions.signal.throwIfAborted();
          const waitMs = plan.waitAfter(error, begun);
          if (waitMs === undefined) throw error;
          await pause(waitMs, callOptions);
        }
      }
    };
}

async function pause(waitMs: number, { signal, timer }: CallOptions): Promise<void> {
  using _sleep = timer.measure('retrySleepMs');
  await sleep(waitMs, signal);
}

/** Of one call: how often it was sent, how long it waited. */
class RetryPlan {
  readonly #options: Required<RetryOptions>;
  #sends = 0;
  #failures = 0;
  #sleptMs = 0;

  constructor(options: RetryOptions) {
    const { maxSends = 4, random = Math.random } = options;
    this.#options = { ...options, maxSends, random };
  }

  sent(): void {
    if (this.#sends++ === 0) this.#options.budget.earn();
  }

  /** Undefined: give up. */
  waitAfter(error: unknown, begun: boolean): number | undefined {
    const notSent = wasNotSent(error);
    if (!notSent) this.sent();
    if (begun || !isPassing(error) || this.#sends >= this.#options.maxSends) return undefined;
    const waitMs = askedMs(error) + this.#backoffMs();
    if (this.#sleptMs + waitMs > this.#options.maxSleepMs) return undefined;
    if (!notSent && !this.#options.budget.spend()) return undefined;
    this.#sleptMs += waitMs;
    return waitMs;
  }

  #backoffMs(): number {
    const longestMs = Math.min(LONGEST_BACKOFF_MS, FIRST_BACKOFF_MS * 2 ** this.#failures++);
    return this.#options.random() * longestMs;
  }
}

const isPassing = (error: unknown): boolean =>
  error instanceof ProviderUnavailable || error instanceof ProviderOverloaded;

function askedMs(error: unknown): number {
  const asks = error instanceof ProviderOverloaded || error instanceof ProviderLeftAlone;
  return asks ? (error.retryAfterMs ?? 0) : 0;
}
