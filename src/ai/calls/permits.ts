import type { Permit } from '#kernel/limits/cluster-permits.ts';
import { Semaphore } from '#kernel/limits/semaphore.ts';

/** The right to call, of which there are only so many; `ClusterPermits` counts those of all processes. */
export interface Permits extends AsyncDisposable {
  /** @throws the signal's reason when it aborts while waiting. */
  acquire(signal: AbortSignal): Promise<Permit>;
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
    [Symbol.asyncDispose]: async () => {},
  };
}
