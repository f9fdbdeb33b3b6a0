import { systemClock } from '#kernel/clock.ts';

export interface CircuitBreakerOptions {
  /** Failures in a row that open it. */
  failures?: number;
  /** For how long the first time; it doubles while probes fail. */
  openMs?: number;
  longestOpenMs?: number;
  random?: () => number;
}

/** What a call showed about the model: that it lives, that it does not, or nothing (it was stopped before). */
export type Verdict = 'alive' | 'failed' | 'unknown';

/** While one call probes whether the model is back, the others ask again after this. */
const PROBE_WAIT_MS = 1_000;

/**
 * Closed: calls pass. Open, after failures in a row: none does. Half open, once that time is over: one probe passes and
 * decides. Release It!, Nygard 2007.
 */
export class CircuitBreaker {
  readonly #options: Required<CircuitBreakerOptions>;
  #failures = 0;
  #timesOpened = 0;
  #opensAgainAtMs: number | undefined;
  #probing = false;

  constructor(options: CircuitBreakerOptions = {}) {
    const { failures = 5, openMs = 5_000, longestOpenMs = 60_000, random = Math.random } = options;
    this.#options = { failures, openMs, longestOpenMs, random };
  }

  /** Milliseconds until a call may be tried; 0 when one may pass now. */
  get closedMs(): number {
    if (this.#opensAgainAtMs === undefined) return 0;
    if (this.#probing) return PROBE_WAIT_MS;
    return Math.max(0, this.#opensAgainAtMs - systemClock.elapsedMs());
  }

  /** Only while `closedMs` is 0; the result takes what the call showed. */
  enter(): (verdict: Verdict) => void {
    const isProbe = this.#opensAgainAtMs !== undefined;
    if (isProbe) this.#probing = true;
    return verdict => {
      if (isProbe) this.#probing = false;
      if (verdict === 'alive') this.#reset();
      if (verdict === 'failed') this.#fail(isProbe);
    };
  }

  #reset(): void {
    this.#failures = 0;
    this.#timesOpened = 0;
    this.#opensAgainAtMs = undefined;
  }

  #fail(isProbe: boolean): void {
    this.#failures += 1;
    const isOpen = this.#opensAgainAtMs !== undefined;
    // Calls that were under way when it opened say nothing new.
    if (isProbe || (!isOpen && this.#failures >= this.#options.failures)) this.#open();
  }

  #open(): void {
    const { openMs, longestOpenMs, random } = this.#options;
    const pauseMs = Math.min(longestOpenMs, openMs * 2 ** Math.min(this.#timesOpened, 20));
    this.#timesOpened += 1;
    // Jitter, so that the processes of a cluster do not probe in step.
    this.#opensAgainAtMs = systemClock.elapsedMs() + pauseMs * (0.75 + random() / 4);
  }
}
