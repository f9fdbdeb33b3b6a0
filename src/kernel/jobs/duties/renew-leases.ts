import { systemClock } from '../../clock.ts';
import type { Duty } from '../duty.ts';
import type { JobStore } from '../job-store.ts';
import type { RunningJob } from '../running-job.ts';

/** The heartbeat: says of every running job that its worker lives, and learns which are no longer its own. */
export function renewLeases(
  store: JobStore,
  options: { running: ReadonlySet<RunningJob>; everyMs: number },
): Duty {
  return {
    name: 'renew-leases',
    everyMs: options.everyMs,
    run: async () => {
      // A process that was frozen finds its leases over before it asks anybody.
      for (const job of options.running) if (!job.holdsLease) job.abort('lease-lost');
      const held = [...options.running].filter(job => job.keepsLease);
      for (const [name, jobs] of Map.groupBy(held, job => job.claim.name)) await renew(store, name, jobs);
    },
  };
}

async function renew(store: JobStore, name: string, jobs: RunningJob[]): Promise<void> {
  const sentAtMs = systemClock.elapsedMs();
  const kept = await store.touch(
    name,
    jobs.map(job => job.claim),
  );
  for (const job of jobs) {
    if (kept.has(job.claim.id)) job.renewed(sentAtMs);
    else job.abort((await store.stateOf(name, job.claim.id)) === 'cancelled' ? 'cancelled' : 'lease-lost');
  }
}
