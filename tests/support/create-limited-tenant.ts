import { createTenant } from '#auth/tenants/create-tenant.ts';
import type { Database } from '#kernel/db/database.ts';
import { createId } from '#kernel/ids.ts';
import { createPlan } from '#usage/plans/create-plan.ts';
import { subscribe } from '#usage/plans/subscribe.ts';

/** A tenant on a plan of its own with these limits. */
export async function createLimitedTenant(
  db: Database,
  limits: { credits?: number; pages?: number },
): Promise<string> {
  const tenantId = createId();
  const owner = { email: `${tenantId}@example.test`, name: '' };
  await createTenant(db, { tenantId, name: 'limited', owner });
  await limitTenant(db, tenantId, limits);
  return tenantId;
}

/** Puts a tenant on a plan of its own with these limits. */
export async function limitTenant(
  db: Database,
  tenantId: string,
  { credits, pages }: { credits?: number; pages?: number },
): Promise<void> {
  const planId = `plan-${createId()}`;
  await createPlan(db, {
    id: planId,
    name: 'Of a test',
    period: 'month',
    creditsLimit: credits ?? null,
    pagesLimit: pages ?? null,
  });
  await subscribe(db, { tenantId, planId });
}
