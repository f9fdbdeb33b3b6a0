import { sql } from 'kysely';
import type { Selectable } from 'kysely';
import type { Tx } from '#kernel/db/database.ts';
import { newestFirst } from '#kernel/db/newest-first.ts';
import type { AgePage } from '#kernel/db/newest-first.ts';
import type { PlansTable } from '#kernel/db/tables.gen.ts';
import { DEFAULT_PLAN } from './default-plan.ts';

export type PlanRow = Selectable<PlansTable>;

/** The plan that holds for the tenant, and since when; null: nobody ever chose one. */
export async function findSubscribedPlan(
  tx: Tx,
  tenantId: string,
): Promise<(PlanRow & { since: Date | null }) | undefined> {
  const { rows } = await sql<PlanRow & { since: Date | null }>`
    select p.*, s.since from plans p left join subscriptions s on s.tenant_id = ${tenantId} and s.plan_id = p.id
    where p.id = coalesce((select plan_id from subscriptions where tenant_id = ${tenantId}), ${DEFAULT_PLAN})`.execute(
    tx,
  );
  return rows[0];
}

export function findPlanById(tx: Tx, id: string): Promise<PlanRow | undefined> {
  return tx.selectFrom('plans').selectAll().where('id', '=', id).executeTakeFirst();
}

export function listPlanRows(tx: Tx): Promise<PlanRow[]> {
  return tx.selectFrom('plans').selectAll().orderBy('created_at').orderBy('id').execute();
}

export interface SubscriptionRow {
  id: string;
  name: string;
  created_at: Date;
  plan: string;
  since: Date | null;
}

/** As maintenance, which sees tenants and nothing else. */
export function listTenantRows(
  tx: Tx,
  page: AgePage,
): Promise<Pick<SubscriptionRow, 'id' | 'name' | 'created_at'>[]> {
  return tx
    .selectFrom('tenants')
    .select(['id', 'name', 'created_at'])
    .$call(newestFirst('tenants', page))
    .execute();
}

export function findSubscription(
  tx: Tx,
  tenantId: string,
): Promise<{ plan_id: string; since: Date } | undefined> {
  return tx
    .selectFrom('subscriptions')
    .select(['plan_id', 'since'])
    .where('tenant_id', '=', tenantId)
    .executeTakeFirst();
}

/** Kept from being removed until `tx` ends; false when there is none. */
export async function holdTenant(tx: Tx, tenantId: string): Promise<boolean> {
  const held = await tx
    .selectFrom('tenants')
    .select('id')
    .where('id', '=', tenantId)
    .forKeyShare()
    .executeTakeFirst();
  return held !== undefined;
}

export interface NewPlan {
  /** Lower case with hyphens. */
  id: string;
  name: string;
  period: 'day' | 'month';
  /** Micro-credits; null: no limit. */
  creditsLimit: number | null;
  pagesLimit: number | null;
}

/** False when there is such a plan already. */
export async function insertPlan(tx: Tx, plan: NewPlan): Promise<boolean> {
  const inserted = await tx
    .insertInto('plans')
    .values({
      id: plan.id,
      name: plan.name,
      period: plan.period,
      credits_limit: plan.creditsLimit,
      pages_limit: plan.pagesLimit,
    })
    .onConflict(conflict => conflict.doNothing())
    .returning('id')
    .executeTakeFirst();
  return inserted !== undefined;
}

export async function upsertSubscription(
  tx: Tx,
  subscription: { tenantId: string; planId: string },
): Promise<void> {
  await tx
    .insertInto('subscriptions')
    .values({ tenant_id: subscription.tenantId, plan_id: subscription.planId })
    .onConflict(conflict =>
      conflict.column('tenant_id').doUpdateSet({ plan_id: subscription.planId, since: sql`now()` }),
    )
    .execute();
}

/** Counters whose period goes on; locked in the order of all locks on counters. */
export async function lockCounters(tx: Tx, tenantId: string): Promise<void> {
  await sql`select from usage_counters where tenant_id = ${tenantId} and period_end > now()
    order by period_start, meter for no key update`.execute(tx);
}

/** What is used or held already stays: a smaller limit leaves no room until the next period. */
export async function changeLimits(
  tx: Tx,
  { tenantId, plan }: { tenantId: string; plan: PlanRow },
): Promise<void> {
  await sql`update usage_counters c
    set limit_amount = greatest(case meter when 'credits' then ${plan.credits_limit}::bigint else ${plan.pages_limit}::bigint end,
      case when (case meter when 'credits' then ${plan.credits_limit}::bigint else ${plan.pages_limit}::bigint end) is not null
        then used + reserved end)
    where tenant_id = ${tenantId} and period_end > now()`.execute(tx);
}
