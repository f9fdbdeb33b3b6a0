import { z } from 'zod';
import { principalOf } from '#auth/principal.ts';
import type { Database } from '#kernel/db/database.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import { sendVersioned } from '#kernel/http/etag.ts';
import type { HttpApp } from '#kernel/http/http-app.ts';
import { pageOf, pageQuery, pageSchema } from '#kernel/http/page.ts';
import { pathId } from '#kernel/http/path-id.ts';
import type { JobQueue } from '#kernel/jobs/job-queue.ts';
import { showDeleted } from '#kernel/trash/show-deleted.ts';
import { deletedFields, presentDeletion, trashPageOf, trashPositionOf } from '#kernel/trash/trash-page.ts';
import { documentSchema, presentDocument } from '../document-schema.ts';
import { getDocument } from '../get-document.ts';
import { presentWithProgress } from '../present-with-progress.ts';
import { listDeletedRows } from './queries.ts';
import { removeDocument } from './remove-document.ts';
import { restoreDocument } from './restore-document.ts';

const params = z.object({ document_id: pathId('document') });
const read = { permission: 'documents:read' };
const write = { permission: 'documents:write' };
const deletedDocumentSchema = documentSchema.extend(deletedFields).meta({ id: 'DeletedDocument' });

/** What was deleted and can be taken back. */
export function mountTrash(app: HttpApp, { db, jobs }: { db: Database; jobs: JobQueue }): void {
  app.get(
    '/trash/documents',
    {
      config: read,
      schema: { querystring: pageQuery, response: { 200: pageSchema(deletedDocumentSchema) } },
    },
    async request => {
      const { tenantId } = principalOf(request);
      const page = trashPageOf(request);
      const rows = await withTransaction(db, { tenantId }, async tx => {
        await showDeleted(tx);
        return listDeletedRows(tx, page);
      });
      return pageOf(request, rows, {
        limit: page.limit,
        positionOf: trashPositionOf,
        present: row => ({ ...presentDocument(row), ...presentDeletion(row.deleted_at!) }),
      });
    },
  );

  app.post(
    '/documents/:document_id/restore',
    { config: write, schema: { params, response: { 200: documentSchema } } },
    async (request, reply) => {
      const { tenantId } = principalOf(request);
      const key = { tenantId, id: request.params.document_id };
      await restoreDocument(db, key);
      return sendVersioned(reply, await presentWithProgress({ db, jobs }, await getDocument(db, key)));
    },
  );

  app.delete(
    '/trash/documents/:document_id',
    { config: write, schema: { params, response: { 204: z.undefined() } } },
    async (request, reply) => {
      const { tenantId } = principalOf(request);
      await removeDocument({ db, jobs }, { tenantId, id: request.params.document_id });
      return reply.code(204).send();
    },
  );
}
