import type { Duty } from '../duty.ts';
import type { JobStore } from '../job-store.ts';

/** Settled jobs are history: they go when their time of keeping is over. */
export function pruneOldJobs(store: JobStore): Duty {
  return { name: 'prune-old-jobs', everyMs: 15 * 60_000, run: () => store.prune() };
}
