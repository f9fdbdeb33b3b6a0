/** The only place that reads the time, so that tests can drive it. */
export interface Clock {
  now(): Date;
  /** Monotonic milliseconds, for measuring. */
  elapsedMs(): number;
}

export const systemClock: Clock = {
  now: () => new Date(),
  elapsedMs: () => performance.now(),
};
