import { z } from 'zod';
import type { PlanRow, SubscriptionRow } from './queries.ts';

const limits = z.object({
  credits: z.int().nullable().describe('Micro-credits in a period; null: no limit.'),
  pages: z.int().nullable(),
});

const terms = z.object({ id: z.string(), name: z.string(), period: z.enum(['day', 'month']), limits });

export const planSchema = terms
  .extend({
    since: z.string().nullable().describe('Null: nobody chose a plan, this is the one to begin with.'),
  })
  .meta({ id: 'Plan' });

export const offeredPlanSchema = terms.extend({ created_at: z.string() }).meta({ id: 'OfferedPlan' });

const limit = z.int().min(0).max(Number.MAX_SAFE_INTEGER).nullable();

export const planInput = z.strictObject({
  id: z
    .string()
    .regex(/^[a-z][a-z0-9-]{0,62}$/, 'must be lower-case letters, digits and hyphens, at most 63'),
  name: z.string().trim().min(1).max(200),
  period: z.enum(['day', 'month']).default('month'),
  limits: z.strictObject({ credits: limit.default(null), pages: limit.default(null) }),
});

export const subscriptionInput = z.strictObject({ tenant_id: z.uuid(), plan: z.string().min(1).max(63) });

export const subscriptionSchema = z
  .object({
    tenant_id: z.string(),
    tenant_name: z.string(),
    plan: z.string(),
    since: z.string().nullable().describe('Null: nobody chose a plan for it.'),
  })
  .meta({ id: 'Subscription' });

const presentTerms = (plan: PlanRow): z.output<typeof terms> => ({
  id: plan.id,
  name: plan.name,
  period: plan.period as 'day' | 'month',
  limits: { credits: plan.credits_limit, pages: plan.pages_limit },
});

export const presentPlan = (plan: PlanRow & { since: Date | null }): z.output<typeof planSchema> => ({
  ...presentTerms(plan),
  since: plan.since?.toISOString() ?? null,
});

export const presentOffered = (plan: PlanRow): z.output<typeof offeredPlanSchema> => ({
  ...presentTerms(plan),
  created_at: plan.created_at.toISOString(),
});

export const presentSubscription = (row: SubscriptionRow): z.output<typeof subscriptionSchema> => ({
  tenant_id: row.id,
  tenant_name: row.name,
  plan: row.plan,
  since: row.since?.toISOString() ?? null,
});
