import type { Database } from '#kernel/db/database.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import { listCounters } from './counters/queries.ts';
import { QuotaExceeded } from './quota-exceeded.ts';

/** For work whose size is not known yet: refuses it only when nothing is left. @throws QuotaExceeded */
export async function assertRoom(db: Database, tenantId: string): Promise<void> {
  const states = await withTransaction(db, { tenantId }, tx => listCounters(tx, tenantId));
  const spent = states.find(state => state.limit !== null && state.used + state.reserved >= state.limit);
  if (spent !== undefined) throw new QuotaExceeded(spent);
}
