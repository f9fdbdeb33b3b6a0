import type { Database } from '#kernel/db/database.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import { listDifferences } from './queries.ts';

/** Proves the sums of one tenant at this moment: one entry for each counter that its records or holds contradict. */
export function checkBooks(db: Database, tenantId: string): Promise<Record<string, unknown>[]> {
  return withTransaction(db, { tenantId }, tx => listDifferences(tx, tenantId));
}
