import type { Database } from '#kernel/db/database.ts';
import type { AgePage } from '#kernel/db/newest-first.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import { DEFAULT_PLAN } from './default-plan.ts';
import { findSubscription, listTenantRows } from './queries.ts';
import type { SubscriptionRow } from './queries.ts';

/** One page of all tenants with the plan each is on, newest first, plus the row that tells whether another follows. */
export async function listSubscriptions(db: Database, page: AgePage): Promise<SubscriptionRow[]> {
  const tenants = await withTransaction(db, { maintenance: true }, tx => listTenantRows(tx, page));
  const rows: SubscriptionRow[] = [];
  // Each is asked as itself: nobody may read the subscriptions of all.
  for (const tenant of tenants) {
    const found = await withTransaction(db, { tenantId: tenant.id }, tx => findSubscription(tx, tenant.id));
    rows.push({ ...tenant, plan: found?.plan_id ?? DEFAULT_PLAN, since: found?.since ?? null });
  }
  return rows;
}
