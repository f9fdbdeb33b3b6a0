import { Readable } from 'node:stream';
import { z } from 'zod';
import { principalOf } from '#auth/principal.ts';
import type { Database } from '#kernel/db/database.ts';
import type { HttpApp } from '#kernel/http/http-app.ts';
import { agePageOf, pageOf, pageQuery, pageSchema } from '#kernel/http/page.ts';
import { exportRecords } from './export-records.ts';
import { listRecords } from './list-records.ts';
import { presentRecord, recordSchema } from './record-schema.ts';
import { summarizeUsage } from './summarize-usage.ts';
import { presentUsage, usageSchema } from './usage-schema.ts';

const config = { permission: 'usage:read' };

const filters = {
  kind: z.string().min(1).max(100).optional(),
  model: z.string().min(1).max(200).optional(),
};
const recordsQuery = pageQuery.extend(filters);

export function usageRoutes(app: HttpApp, { db }: { db: Database }): void {
  app.get('/usage', { config, schema: { response: { 200: usageSchema } } }, async request =>
    presentUsage(await summarizeUsage(db, principalOf(request).tenantId)),
  );

  app.get(
    '/usage/records',
    { config, schema: { querystring: recordsQuery, response: { 200: pageSchema(recordSchema) } } },
    async request => {
      const { tenantId } = principalOf(request);
      const { kind, model } = request.query;
      const page = agePageOf(request);
      const rows = await listRecords(db, { tenantId, kind, model, ...page });
      return pageOf(request, rows, { limit: page.limit, present: presentRecord });
    },
  );

  app.get(
    '/usage/records.csv',
    { config, schema: { querystring: z.object(filters) } },
    async (request, reply) => {
      const { tenantId } = principalOf(request);
      return reply
        .type('text/csv; charset=utf-8')
        .header('content-disposition', 'attachment; filename="usage-records.csv"')
        .send(Readable.from(exportRecords(db, { tenantId, ...request.query })));
    },
  );
}
