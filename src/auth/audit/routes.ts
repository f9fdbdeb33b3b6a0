import type { Database } from '#kernel/db/database.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import type { HttpApp } from '#kernel/http/http-app.ts';
import { agePageOf, pageOf, pageSchema } from '#kernel/http/page.ts';
import { principalOf } from '../principal.ts';
import { auditQuery, auditSchema, presentEntry } from './audit-schema.ts';
import { listAuditRows } from './queries.ts';

export function auditRoutes(app: HttpApp, { db }: { db: Database }): void {
  app.get(
    '/audit',
    {
      config: { permission: 'members:manage' },
      schema: {
        summary: 'Who did what in this workspace, newest first',
        querystring: auditQuery,
        response: { 200: pageSchema(auditSchema) },
      },
    },
    async request => {
      const page = agePageOf(request);
      const { action, user_id: userId, target_id: targetId, since, until } = request.query;
      const filter = { action, userId, targetId, since: dateOf(since), until: dateOf(until) };
      const rows = await withTransaction(db, principalOf(request), tx => listAuditRows(tx, filter, page));
      return pageOf(request, rows, { limit: page.limit, present: presentEntry });
    },
  );
}

const dateOf = (text: string | undefined): Date | undefined =>
  text === undefined ? undefined : new Date(text);
