import { systemClock } from '../clock.ts';
import type { Clock } from '../clock.ts';

export interface BucketOptions {
  /** What flows in, for each key by itself. */
  perSecond: number;
  /** What may be taken at once after a rest. */
  burst: number;
  clock?: Clock;
}

interface Bucket {
  tokens: number;
  filledAtMs: number;
}

/** Sums of fractions miss a whole token by a hair. */
const ROUNDING = 1e-9;

/** Who has not been seen for longest is forgotten, and starts anew with a full bucket. */
const MAX_KEYS = 20_000;

/** Token buckets (ITU-T I.371, the generic cell rate algorithm), one for each key, in the memory of this process. */
export class TokenBuckets {
  readonly burst: number;
  readonly perSecond: number;
  readonly #clock: Clock;
  readonly #buckets = new Map<string, Bucket>();

  constructor({ perSecond, burst, clock = systemClock }: BucketOptions) {
    this.perSecond = perSecond;
    this.burst = burst;
    this.#clock = clock;
  }

  /** Takes one. 0: it was there; else the milliseconds after which there will be one. */
  take(key: string): number {
    const bucket = this.#fill(key);
    const waitMs = this.#waitMs(bucket);
    if (waitMs === 0) bucket.tokens -= 1;
    return waitMs;
  }

  /** What `take` would say, without taking. */
  look(key: string): number {
    return this.#waitMs(this.#fill(key));
  }

  #waitMs({ tokens }: Bucket): number {
    return tokens > 1 - ROUNDING ? 0 : Math.ceil(((1 - tokens) / this.perSecond) * 1000);
  }

  #fill(key: string): Bucket {
    const nowMs = this.#clock.elapsedMs();
    const bucket = this.#buckets.get(key) ?? { tokens: this.burst, filledAtMs: nowMs };
    const inflow = ((nowMs - bucket.filledAtMs) / 1000) * this.perSecond;
    bucket.tokens = Math.min(this.burst, bucket.tokens + inflow);
    bucket.filledAtMs = nowMs;
    // Last in the order of the map: the first is the one to forget.
    this.#buckets.delete(key);
    this.#buckets.set(key, bucket);
    if (this.#buckets.size > MAX_KEYS) this.#buckets.delete(this.#buckets.keys().next().value!);
    return bucket;
  }
}
