import type { Duty } from '../duty.ts';
import type { JobStore } from '../job-store.ts';

/** Every worker looks after the others' jobs: a killed one is noticed within its lease and a second. */
export function reapLostJobs(store: JobStore): Duty {
  return {
    name: 'reap-lost-jobs',
    everyMs: 1_000,
    run: async ({ logger }) => {
      for (const job of await store.reap()) logger.warn({ job }, 'a worker fell silent; its job goes on');
    },
  };
}
