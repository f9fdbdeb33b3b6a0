import { z } from 'zod';
import { principalOf } from '#auth/principal.ts';
import type { Database } from '#kernel/db/database.ts';
import type { HttpApp } from '#kernel/http/http-app.ts';
import { getPlan } from './get-plan.ts';

const planSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    period: z.enum(['day', 'month']),
    limits: z.object({
      credits: z.int().nullable().describe('Micro-credits in a period; null: no limit.'),
      pages: z.int().nullable(),
    }),
    since: z.string().nullable().describe('Null: nobody chose a plan, this is the one to begin with.'),
  })
  .meta({ id: 'Plan' });

export function planRoutes(app: HttpApp, { db }: { db: Database }): void {
  app.get(
    '/plan',
    { config: { permission: 'usage:read' }, schema: { response: { 200: planSchema } } },
    async request => {
      const plan = await getPlan(db, principalOf(request).tenantId);
      return {
        id: plan.id,
        name: plan.name,
        period: plan.period as 'day' | 'month',
        limits: { credits: plan.credits_limit, pages: plan.pages_limit },
        since: plan.since?.toISOString() ?? null,
      };
    },
  );
}
