import { systemClock } from '#kernel/clock.ts';
import type { Clock } from '#kernel/clock.ts';

interface Freshness {
  /** Older than that it is read anew, behind the answer. */
  freshMs: number;
  /** Older than that it is no answer any more. */
  usableMs: number;
  clock?: Clock;
}

/**
 * What `read` gave last: whoever asks often, as probes do, costs one reading in `freshMs` and does not wait for it. A
 * reading that fails is tried again by whoever asks next.
 */
export function keepFresh<T>(
  read: () => Promise<T>,
  { freshMs, usableMs, clock = systemClock }: Freshness,
): () => Promise<T> {
  let last: { value: T; readAtMs: number } | undefined;
  let reading: Promise<T> | undefined;
  const readAnew = (): Promise<T> => {
    reading ??= read()
      .then(value => {
        last = { value, readAtMs: clock.elapsedMs() };
        return value;
      })
      .finally(() => (reading = undefined));
    return reading;
  };
  return async () => {
    const ageMs = last === undefined ? Infinity : clock.elapsedMs() - last.readAtMs;
    if (last === undefined || ageMs > usableMs) return readAnew();
    if (ageMs > freshMs) void Promise.allSettled([readAnew()]);
    return last.value;
  };
}
