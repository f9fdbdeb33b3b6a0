import { systemClock } from '#kernel/clock.ts';

/** Where the time of one call went, retries added up, in milliseconds; 0 for what did not happen. */
export interface CallTimings {
  /** Until it was the batch's turn; only for calls that are made in batches. */
  queueWaitMs: number;
  /** For the right to call, against the other calls of all processes. */
  permitWaitMs: number;
  /** For a free or new connection, name lookup and TLS included. */
  connectionWaitMs: number;
  /** From sending the request to the reply's headers: mostly the provider's own work. */
  firstByteMs: number;
  bodyMs: number;
  /** Held back on purpose, after a failure or while the provider asked for a pause. */
  retrySleepMs: number;
  /** Everything but `queueWaitMs`. */
  totalMs: number;
}

export type CallPhase = keyof CallTimings;

/** The stopwatch and meter of one call: handed down through every wrapper, read by whoever made it. */
export class CallTimer {
  readonly #spentMs = new Map<CallPhase, number>();
  /** Requests that were really sent, the first one included. */
  requests = 0;
  /** What the provider says it read; undefined where it does not say. */
  countedTokens: number | undefined;

  /** The phase lasts until the result is disposed, for the first time. */
  measure(phase: CallPhase): Disposable {
    const startedMs = systemClock.elapsedMs();
    let running = true;
    return {
      [Symbol.dispose]: () => {
        if (running) this.add(phase, systemClock.elapsedMs() - startedMs);
        running = false;
      },
    };
  }

  add(phase: CallPhase, ms: number): void {
    this.#spentMs.set(phase, (this.#spentMs.get(phase) ?? 0) + ms);
  }

  /** Phases that happened. */
  get phases(): ReadonlyMap<CallPhase, number> {
    return this.#spentMs;
  }

  get timings(): CallTimings {
    return { ...NOTHING, ...Object.fromEntries(this.#spentMs) };
  }
}

const NOTHING: CallTimings = {
  queueWaitMs: 0,
  permitWaitMs: 0,
  connectionWaitMs: 0,
  firstByteMs: 0,
  bodyMs: 0,
  retrySleepMs: 0,
  totalMs: 0,
};
