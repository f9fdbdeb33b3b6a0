import { systemClock } from '#kernel/clock.ts';

/** What other processes know of a gate. */
export interface SharedGate {
  /** Milliseconds until it opens; 0 or less when it is open. */
  readClosedMs(): Promise<number>;
  /** Never opens it earlier than somebody else asked for. */
  close(closedMs: number): Promise<void>;
}

/** Nobody says how long when there is no usable Retry-After, and a 0 must not become a storm. */
const FIRST_PAUSE_MS = 250;
/** What others knew so short a time ago was on its way here anyway. */
const FRESH_MS = 50;
const LONGEST_OWN_PAUSE_MS = 30_000;
/** A provider's slip of the pen must not close it for a year. */
const LONGEST_PAUSE_MS = 600_000;

/** One for each provider: a 429 to anybody closes it for everybody, until the provider said, or for longer each time. */
export class ProviderGate {
  readonly #shared: SharedGate | undefined;
  readonly #random: () => number;
  #opensAtMs = 0;
  #looked: { atMs: number; closedMs: Promise<number> } | undefined;
  #pauses = 0;

  constructor({ shared, random = Math.random }: { shared?: SharedGate; random?: () => number } = {}) {
    this.#shared = shared;
    this.#random = random;
  }

  /** As far as this process knows; 0 when open. */
  get closedMs(): number {
    return Math.max(0, Math.ceil(this.#opensAtMs - systemClock.elapsedMs()));
  }

  /** As far as anybody knows, or knew a moment ago. */
  async look(): Promise<number> {
    const sharedMs = await this.lookAhead();
    if (sharedMs > 0) this.#closeFor(sharedMs);
    return this.closedMs;
  }

  /** Begins to look, so that whoever looks a moment later does not wait. */
  lookAhead(): Promise<number> {
    const nowMs = systemClock.elapsedMs();
    if (this.#looked !== undefined && nowMs - this.#looked.atMs < FRESH_MS) return this.#looked.closedMs;
    const closedMs = this.#shared?.readClosedMs() ?? Promise.resolve(0);
    this.#looked = { atMs: nowMs, closedMs };
    return closedMs;
  }

  /** @returns for how long it is closed now. */
  async close(retryAfterMs: number | undefined): Promise<number> {
    // Of several refusals at once only the first one counts: they are one pause.
    if (this.closedMs === 0) this.#pauses += 1;
    this.#closeFor(Math.max(retryAfterMs ?? 0, this.#ownPauseMs()));
    await this.#shared?.close(this.closedMs);
    return this.closedMs;
  }

  /** Somebody was let in and answered. */
  passed(): void {
    this.#pauses = 0;
  }

  #ownPauseMs(): number {
    const longestMs = Math.min(LONGEST_OWN_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.min(this.#pauses, 20));
    return longestMs * (0.5 + this.#random() / 2);
  }

  #closeFor(pauseMs: number): void {
    const opensAtMs = systemClock.elapsedMs() + Math.min(pauseMs, LONGEST_PAUSE_MS);
    this.#opensAtMs = Math.max(this.#opensAtMs, opensAtMs);
  }
}
