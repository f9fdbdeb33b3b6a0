import { listTenantIds } from '../db/list-tenant-ids.ts';
import type { Database } from '../db/database.ts';
import { withTransaction } from '../db/with-transaction.ts';
import { deleteOldClaims } from './queries.ts';

const KEEP_HOURS = 24;

/** Maintenance: a key is remembered for a day. */
export async function pruneClaims(db: Database): Promise<void> {
  for (const tenantId of await listTenantIds(db))
    await withTransaction(db, { tenantId }, tx => deleteOldClaims(tx, { tenantId, keepHours: KEEP_HOURS }));
}
