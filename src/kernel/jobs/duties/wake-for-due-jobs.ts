import type { Duty } from '../duty.ts';
import type { JobStore } from '../job-store.ts';

/** Retries fall due without a NOTIFY, and a NOTIFY may be lost: so the clock is asked as well. */
export function wakeForDueJobs(
  store: JobStore,
  options: { names: readonly string[]; wake(name: string): void },
): Duty {
  return {
    name: 'wake-for-due-jobs',
    everyMs: 1_000,
    run: async () => {
      for (const name of await store.listDue(options.names)) options.wake(name);
    },
  };
}
