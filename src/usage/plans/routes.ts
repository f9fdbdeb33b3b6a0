import { principalOf } from '#auth/principal.ts';
import type { Database } from '#kernel/db/database.ts';
import type { HttpApp } from '#kernel/http/http-app.ts';
import { getPlan } from './get-plan.ts';
import { mountOperator } from './operator-routes.ts';
import { planSchema, presentPlan } from './plan-schema.ts';

export function planRoutes(app: HttpApp, { db }: { db: Database }): void {
  app.get(
    '/plan',
    { config: { permission: 'usage:read' }, schema: { response: { 200: planSchema } } },
    async request => presentPlan(await getPlan(db, principalOf(request).tenantId)),
  );
  mountOperator(app, { db });
}
