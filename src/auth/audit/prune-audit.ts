import type { Database } from '#kernel/db/database.ts';
import { listTenantIds } from '#kernel/db/list-tenant-ids.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import { deleteOldEntries } from './queries.ts';

/** Maintenance: forgets what is older than it must be kept; the database keeps 30 days whatever is asked. */
export async function pruneAudit(db: Database, keepDays: number): Promise<void> {
  for (const tenantId of await listTenantIds(db))
    await withTransaction(db, { tenantId }, tx => deleteOldEntries(tx, keepDays));
}
