import { z } from 'zod';
import { principalOf } from '#auth/principal.ts';
import type { Database } from '#kernel/db/database.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import { sendVersioned } from '#kernel/http/etag.ts';
import type { HttpApp } from '#kernel/http/http-app.ts';
import { pageOf, pageQuery, pageSchema } from '#kernel/http/page.ts';
import { pathId } from '#kernel/http/path-id.ts';
import { showDeleted } from '#kernel/trash/show-deleted.ts';
import { presentDeletion, trashPageOf, trashPositionOf } from '#kernel/trash/trash-page.ts';
import { deletedInsightSchema, insightSchema } from '../insight-schema.ts';
import { viewInsight, viewInsights } from '../read-insight.ts';
import { removeInsight, restoreInsight } from './delete-insight.ts';
import { listDeletedRows } from './queries.ts';

const read = { permission: 'insights:read' };
const write = { permission: 'insights:write' };
const params = z.object({ insight_id: pathId('insight') });

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
      const page = trashPageOf(request);
      return withTransaction(db, { tenantId }, async tx => {
        await showDeleted(tx);
        const rows = await listDeletedRows(tx, page);
        const views = await viewInsights(tx, tenantId, rows);
        return pageOf(
          request,
          rows.map((row, index) => ({ row, view: views[index]! })),
          {
            limit: page.limit,
            positionOf: ({ row }) => trashPositionOf(row),
            present: ({ row, view }) => ({ ...view, ...presentDeletion(row.deleted_at!) }),
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
