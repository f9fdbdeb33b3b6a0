import { listTenantIds } from '#kernel/db/list-tenant-ids.ts';
import type { Database } from '#kernel/db/database.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import { releaseAll } from './end-holds.ts';
import { deleteEndedHolds, lockExpiredHolds } from './queries.ts';

const BATCH = 500;
const KEEP_DAYS = 7;

/**
 * Maintenance: gives back what holds past their lease still hold, because whoever took them died. Safe to run in any
 * number of processes at once. Returns how many there were.
 */
export async function sweepHolds(db: Database): Promise<number> {
  let swept = 0;
  for (const tenantId of await listTenantIds(db)) {
    let last: number;
    do {
      last = await sweepOfTenant(db, tenantId);
      swept += last;
    } while (last === BATCH);
  }
  return swept;
}

function sweepOfTenant(db: Database, tenantId: string): Promise<number> {
  return withTransaction(db, { tenantId }, async tx => {
    const holdIds = await lockExpiredHolds(tx, { tenantId, limit: BATCH });
    if (holdIds.length > 0) await releaseAll(tx, { tenantId, holdIds, state: 'expired' });
    return holdIds.length;
  });
}

/** Maintenance: holds that ended long ago; what they were billed for is in the records. */
export async function pruneHolds(db: Database): Promise<void> {
  for (const tenantId of await listTenantIds(db))
    await withTransaction(db, { tenantId }, tx => deleteEndedHolds(tx, { tenantId, keepDays: KEEP_DAYS }));
}
