import { z } from 'zod';
import { principalOf } from '#auth/principal.ts';
import { systemClock } from '#kernel/clock.ts';
import type { Database } from '#kernel/db/database.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import type { HttpApp } from '#kernel/http/http-app.ts';
import { sendPieces } from '#kernel/http/send-pieces.ts';
import { agePageOf, pageOf, pageQuery, pageSchema } from '#kernel/http/page.ts';
import { exportRecords } from './export-records.ts';
import { listRecords } from './list-records.ts';
import { presentRecord, recordSchema } from './record-schema.ts';
import { sumDays } from './queries.ts';
import { summarizeUsage } from './summarize-usage.ts';
import { daysSchema, presentUsage, usageSchema } from './usage-schema.ts';

const config = { permission: 'usage:read' };

const filters = {
  kind: z.string().min(1).max(100).optional(),
  model: z.string().min(1).max(200).optional(),
  subject_id: z.uuid().optional().describe('The run or document it was for.'),
};
const recordsQuery = pageQuery.extend(filters);

const daysQuery = z.object({ days: z.coerce.number().int().min(1).max(366).default(30) });
const DAY_MS = 86_400_000;

export function usageRoutes(app: HttpApp, { db }: { db: Database }): void {
  mountSums(app, db);
  mountRecords(app, db);
}

function mountSums(app: HttpApp, db: Database): void {
  app.get('/usage', { config, schema: { response: { 200: usageSchema } } }, async request =>
    presentUsage(await summarizeUsage(db, principalOf(request).tenantId)),
  );

  app.get(
    '/usage/days',
    { config, schema: { querystring: daysQuery, response: { 200: daysSchema } } },
    async request => {
      const { tenantId } = principalOf(request);
      const today = Math.floor(systemClock.now().getTime() / DAY_MS);
      const since = new Date((today - request.query.days + 1) * DAY_MS);
      return { items: await withTransaction(db, { tenantId }, tx => sumDays(tx, { tenantId, since })) };
    },
  );
}

function mountRecords(app: HttpApp, db: Database): void {
  app.get(
    '/usage/records',
    { config, schema: { querystring: recordsQuery, response: { 200: pageSchema(recordSchema) } } },
    async request => {
      const { tenantId } = principalOf(request);
      const { kind, model, subject_id: subject } = request.query;
      const page = agePageOf(request);
      const rows = await listRecords(db, { tenantId, kind, model, subject, ...page });
      return pageOf(request, rows, { limit: page.limit, present: presentRecord });
    },
  );

  app.get(
    '/usage/records.csv',
    { config: { ...config, sends: ['text/csv'] }, schema: { querystring: z.object(filters) } },
    async (request, reply) => {
      const { tenantId } = principalOf(request);
      const { kind, model, subject_id: subject } = request.query;
      reply
        .type('text/csv; charset=utf-8')
        .header('content-disposition', 'attachment; filename="usage-records.csv"');
      return sendPieces(reply, exportRecords(db, { tenantId, kind, model, subject }));
    },
  );
}
