import { systemClock } from '#kernel/clock.ts';
import type { Database } from '#kernel/db/database.ts';
import { listTenantIds } from '#kernel/db/list-tenant-ids.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import type { Duty } from '#kernel/jobs/duty.ts';
import { deleteAppliedEvents } from './queries.ts';

const DAY_MS = 24 * 3_600_000;
const BATCH = 10_000;

/**
 * Deletes events that are older than `keepDays` and that every group of their topic has read. Topics that no group reads keep
 * theirs; dead letters and late events have bytes of their own.
 */
export function pruneLog(db: Database, keepDays: number): Duty {
  return {
    name: 'prune-event-log',
    everyMs: 3_600_000,
    run: async ({ signal }) => {
      const before = new Date(systemClock.now().getTime() - keepDays * DAY_MS);
      for (const tenantId of await listTenantIds(db)) {
        // In pieces: whoever appends meanwhile waits for none of them long.
        const prune = () =>
          withTransaction(db, { tenantId }, tx => deleteAppliedEvents(tx, { before, limit: BATCH }));
        while ((await prune()) === BATCH) signal.throwIfAborted();
      }
    },
  };
}
