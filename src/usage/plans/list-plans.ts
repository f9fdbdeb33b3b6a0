import type { Database } from '#kernel/db/database.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import { listPlanRows } from './queries.ts';
import type { PlanRow } from './queries.ts';

/** Every plan that tenants may be put on, oldest first. */
export function listPlans(db: Database): Promise<PlanRow[]> {
  return withTransaction(db, { maintenance: true }, listPlanRows);
}
