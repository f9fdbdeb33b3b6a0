import type { Database } from '#kernel/db/database.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import { NotFound } from '#kernel/errors/common-errors.ts';
import { findSubscribedPlan } from './queries.ts';
import type { PlanRow } from './queries.ts';

/** The plan that holds for a tenant; `since` is null where nobody chose one. @throws NotFound */
export async function getPlan(db: Database, tenantId: string): Promise<PlanRow & { since: Date | null }> {
  const plan = await withTransaction(db, { tenantId }, tx => findSubscribedPlan(tx, tenantId));
  if (plan === undefined) throw new NotFound('plan');
  return plan;
}
