import type { Database } from '#kernel/db/database.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import { NotFound } from '#kernel/errors/common-errors.ts';
import { createCounters } from '../holds/counters/queries.ts';
import { DEFAULT_PLAN } from './default-plan.ts';
import { changeLimits, findPlanById, holdTenant, lockCounters, upsertSubscription } from './queries.ts';

/**
 * Puts a tenant on a plan. Its limits hold at once; a period that has begun keeps its length. Where less is allowed than
 * is used already, nothing more is until the next period.
 * @throws NotFound for an unknown plan or tenant.
 */
export async function subscribe(
  db: Database,
  { tenantId, planId }: { tenantId: string; planId: string },
): Promise<void> {
  await withTransaction(db, { tenantId }, async tx => {
    const plan = await findPlanById(tx, planId);
    if (plan === undefined) throw new NotFound('plan');
    if (!(await holdTenant(tx, tenantId))) throw new NotFound('tenant');
    await upsertSubscription(tx, { tenantId, planId });
    // First, or somebody could make them by the old plan while this one commits.
    await createCounters(tx, tenantId, DEFAULT_PLAN);
    await lockCounters(tx, tenantId);
    await changeLimits(tx, { tenantId, plan });
  });
}
