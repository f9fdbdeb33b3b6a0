import { listTenantIds } from '#kernel/db/list-tenant-ids.ts';
import type { Database } from '#kernel/db/database.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import { endRun, interrupted, stopped } from './end-run.ts';
import { listStaleRuns } from './queries.ts';
import type { RunKey } from './queries.ts';

const BATCH = 100;

/**
 * Maintenance: ends every run whose producer gave no sign of life within its lease, with what it wrote. Safe to run in
 * any number of processes at once. Returns how many it ended.
 */
export async function endStaleRuns(db: Database): Promise<number> {
  let ended = 0;
  for (const tenantId of await listTenantIds(db)) {
    const stale = await withTransaction(db, { tenantId }, tx =>
      listStaleRuns(tx, { tenantId, limit: BATCH }),
    );
    for (const { id: runId, cancel_requested: wasCancelled } of stale) {
      if (await endStaleRun(db, { tenantId, runId, wasCancelled })) ended += 1;
    }
  }
  return ended;
}

/** False when it is not stale after all, or was ended meanwhile. */
export async function endStaleRun(
  db: Database,
  { tenantId, runId, wasCancelled }: RunKey & { wasCancelled: boolean },
): Promise<boolean> {
  const end = wasCancelled ? stopped : interrupted;
  const last = await withTransaction(db, { tenantId }, tx =>
    endRun(tx, { tenantId, runId, isStale: true, ...end }),
  );
  return last !== undefined;
}
