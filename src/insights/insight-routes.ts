import { z } from 'zod';
import { principalOf } from '#auth/principal.ts';
import { sendVersioned } from '#kernel/http/etag.ts';
import type { HttpApp } from '#kernel/http/http-app.ts';
import { pathId } from '#kernel/http/path-id.ts';
import { answerWithNew } from './answer-with-new.ts';
import { cancelInsight, retryInsight } from './change-insight.ts';
import { copyInsight } from './copy/copy-insight.ts';
import { insightContentSchema, insightSchema } from './insight-schema.ts';
import { readInsight, viewInsight } from './read-insight.ts';
import { regenerateInsight } from './regenerate-insight.ts';
import type { InsightRoutesOptions } from './routes-options.ts';
import { deleteInsight } from './trash/delete-insight.ts';

const read = { permission: 'insights:read' };
const write = { permission: 'insights:write' };
const params = z.object({ insight_id: pathId('insight') });

/** One insight. */
export function mountInsight(app: HttpApp, options: InsightRoutesOptions): void {
  const { db } = options;
  app.get(
    '/insights/:insight_id',
    { config: read, schema: { params, response: { 200: insightContentSchema } } },
    async (request, reply) => {
      const { tenantId } = principalOf(request);
      return sendVersioned(reply, await readInsight(db, { tenantId, id: request.params.insight_id }));
    },
  );

  app.delete(
    '/insights/:insight_id',
    { config: write, schema: { params, response: { 204: z.undefined() } } },
    async (request, reply) => {
      const { tenantId } = principalOf(request);
      await deleteInsight(options, { tenantId, id: request.params.insight_id });
      return reply.code(204).send();
    },
  );

  app.post(
    '/insights/:insight_id/cancel',
    { config: write, schema: { params, response: { 200: insightSchema } } },
    async (request, reply) => {
      const key = { ...principalOf(request), id: request.params.insight_id };
      await cancelInsight(options, key);
      return sendVersioned(reply, await viewInsight(db, key));
    },
  );

  app.post(
    '/insights/:insight_id/retry',
    { config: write, schema: { params, response: { 202: insightSchema } } },
    async (request, reply) => {
      const key = { ...principalOf(request), id: request.params.insight_id };
      await retryInsight(options, key);
      void reply.code(202);
      return sendVersioned(reply, await viewInsight(db, key));
    },
  );
  mountCopies(app, options);
}

/** Insights that are made of this one. */
function mountCopies(app: HttpApp, options: InsightRoutesOptions): void {
  const { db } = options;
  app.post(
    '/insights/:insight_id/duplicate',
    { config: write, schema: { params, response: { 201: insightSchema } } },
    (request, reply) =>
      answerWithNew(request, reply, db, {
        body: null,
        status: 201,
        make: maker => copyInsight(db, { ...maker, id: request.params.insight_id }),
      }),
  );

  app.post(
    '/insights/:insight_id/regenerate',
    { config: write, schema: { params, response: { 202: insightSchema } } },
    (request, reply) =>
      answerWithNew(request, reply, db, {
        body: null,
        status: 202,
        make: async maker => {
          await options.usage?.assertRoom(maker.tenantId);
          return (await regenerateInsight(options, { ...maker, id: request.params.insight_id })).id;
        },
      }),
  );
}
