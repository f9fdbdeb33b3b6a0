import type { Permit } from '#kernel/limits/cluster-permits.ts';
import { Semaphore } from '#kernel/limits/semaphore.ts';

/** The right to call, of which there are only so many; `ClusterPermits` counts those of all processes. */
export interface Permits extends AsyncDisposable {
  /** @throws the signal's reason when it aborts while waiting. */
  acquire(signal: AbortSignal): Promise<Permit>;
  /** Those that this process has, and callers of it that wait for one. */
  readonly gauge: { held: number; waiting: number };
}

/** Permits of this process alone, for stores that no other process shares. */
export function openLocalPermits(limit: number): Permits {
  const semaphore = new Semaphore(limit);
  const { signal } = new AbortController();
  return {
    async acquire(waiter) {
      const turn = await semaphore.acquire(waiter);
      return { signal, [Symbol.asyncDispose]: async () => turn[Symbol.dispose]() };
    },
    get gauge() {
      return { held: semaphore.taken, waiting: semaphore.waiting };
    },
    [Symbol.asyncDispose]: async () => {},
  };
}
