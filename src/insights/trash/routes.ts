import { z } from 'zod';
import { principalOf } from '#auth/principal.ts';
import type { Database } from '#kernel/db/database.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import { sendVersioned } from '#kernel/http/etag.ts';
import type { HttpApp } from '#kernel/http/http-app.ts';
import { pageOf, pageQuery, pageSchema, positionOf } from '#kernel/http/page.ts';
import { pathId } from '#kernel/http/path-id.ts';
import { deletedInsightSchema, insightSchema } from '../insight-schema.ts';
import { showDeleted } from '../queries.ts';
import { viewInsight, viewInsights } from '../read-insight.ts';
import { removeInsight, restoreInsight } from './delete-insight.ts';
import { listDeletedRows, TRASH_DAYS } from './queries.ts';

const read = { permission: 'insights:read' };
const write = { permission: 'insights:write' };
const params = z.object({ insight_id: pathId('insight') });
const DAY_MS = 86_400_000;

/** What was deleted and can be taken back. */
export function mountTrash(app: HttpApp, { db }: { db: Database }): void {
  mountList(app, db);
  mountReturn(app, db);
}

function mountList(app: HttpApp, db: Database): void {
  app.get(
    '/trash/insights',
    {
      config: read,
      schema: { querystring: pageQuery, response: { 200: pageSchema(deletedInsightSchema) } },
    },
    async request => {
      const { tenantId } = principalOf(request);
      const { limit } = request.query;
      const [deletedAt, id] = positionOf(request) ?? [];
      const after = deletedAt === undefined ? undefined : { deletedAt: new Date(deletedAt), id: String(id) };
      return withTransaction(db, { tenantId }, async tx => {
        await showDeleted(tx);
        const rows = await listDeletedRows(tx, { limit, after });
        const views = await viewInsights(tx, tenantId, rows);
        return pageOf(
          request,
          rows.map((row, index) => ({ row, view: views[index]! })),
          {
            limit,
            positionOf: ({ row }) => [row.deleted_at!.toISOString(), row.id],
            present: ({ row, view }) => ({
              ...view,
              deleted_at: row.deleted_at!.toISOString(),
              removed_at: new Date(row.deleted_at!.getTime() + TRASH_DAYS * DAY_MS).toISOString(),
            }),
          },
        );
      });
    },
  );
}

function mountReturn(app: HttpApp, db: Database): void {
  app.post(
    '/insights/:insight_id/restore',
    { config: write, schema: { params, response: { 200: insightSchema } } },
    async (request, reply) => {
      const key = { ...principalOf(request), id: request.params.insight_id };
      await restoreInsight(db, key);
      return sendVersioned(reply, await viewInsight(db, key));
    },
  );

  app.delete(
    '/trash/insights/:insight_id',
    { config: write, schema: { params, response: { 204: z.undefined() } } },
    async (request, reply) => {
      const { tenantId } = principalOf(request);
      await removeInsight(db, { tenantId, id: request.params.insight_id });
      return reply.code(204).send();
    },
  );
}
