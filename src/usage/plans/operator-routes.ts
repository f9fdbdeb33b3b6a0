import { z } from 'zod';
import type { Database } from '#kernel/db/database.ts';
import { NameTaken } from '#kernel/errors/common-errors.ts';
import type { HttpApp } from '#kernel/http/http-app.ts';
import { agePageOf, pageOf, pageQuery, pageSchema } from '#kernel/http/page.ts';
import { createPlan } from './create-plan.ts';
import { listPlans } from './list-plans.ts';
import { listSubscriptions } from './list-subscriptions.ts';
import {
  offeredPlanSchema,
  planInput,
  presentOffered,
  presentSubscription,
  subscriptionInput,
  subscriptionSchema,
} from './plan-schema.ts';
import { subscribe } from './subscribe.ts';

const config = { permission: 'plans:manage' };

/** For who operates the store: which plans there are, and which tenant is on which. No role may it, only a key made there. */
export function mountOperator(app: HttpApp, { db }: { db: Database }): void {
  app.get(
    '/plans',
    { config, schema: { response: { 200: z.object({ items: z.array(offeredPlanSchema) }) } } },
    async () => ({ items: (await listPlans(db)).map(presentOffered) }),
  );

  app.post(
    '/plans',
    { config, schema: { body: planInput, response: { 201: offeredPlanSchema } } },
    async (request, reply) => {
      const { limits, ...plan } = request.body;
      const added = await createPlan(db, { ...plan, creditsLimit: limits.credits, pagesLimit: limits.pages });
      if (!added) throw new NameTaken('plan', plan.id);
      const plans = await listPlans(db);
      return reply.code(201).send(presentOffered(plans.find(each => each.id === plan.id)!));
    },
  );

  app.get(
    '/subscriptions',
    { config, schema: { querystring: pageQuery, response: { 200: pageSchema(subscriptionSchema) } } },
    async request => {
      const page = agePageOf(request);
      const rows = await listSubscriptions(db, page);
      return pageOf(request, rows, { limit: page.limit, present: presentSubscription });
    },
  );

  app.put(
    '/subscriptions',
    { config, schema: { body: subscriptionInput, response: { 204: z.undefined() } } },
    async (request, reply) => {
      await subscribe(db, { tenantId: request.body.tenant_id, planId: request.body.plan });
      return reply.code(204).send();
    },
  );
}
