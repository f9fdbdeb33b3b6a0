import { listTenantIds } from '#kernel/db/list-tenant-ids.ts';
import type { Database } from '#kernel/db/database.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import { removeExpiredRows, showDeleted } from './queries.ts';

const BATCH = 50;

/** Maintenance: removes conversations for good whose days in the trash are over. Returns how many. */
export async function emptyTrash(db: Database): Promise<number> {
  let removed = 0;
  for (const tenantId of await listTenantIds(db)) {
    let batch: number;
    do {
      batch = await withTransaction(db, { tenantId }, async tx => {
        await showDeleted(tx);
        return removeExpiredRows(tx, { tenantId, limit: BATCH });
      });
      removed += batch;
    } while (batch === BATCH);
  }
  return removed;
}
