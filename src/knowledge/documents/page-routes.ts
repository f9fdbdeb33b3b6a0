import { z } from 'zod';
import { principalOf } from '#auth/principal.ts';
import type { BlobStore } from '#kernel/blobs/blob-store.ts';
import type { Database } from '#kernel/db/database.ts';
import type { HttpApp } from '#kernel/http/http-app.ts';
import { pageOf, pageQuery, pageSchema, positionOf } from '#kernel/http/page.ts';
import { pathId } from '#kernel/http/path-id.ts';
import { blobKeyOf } from './blob-key.ts';
import { getDocument } from './get-document.ts';
import { documentPageSchema, pageSummarySchema, presentPage, presentPageSummary } from './page-schema.ts';
import { getPage, listPages } from './read-pages.ts';

const params = z.object({ document_id: pathId('document') });
const pageParams = params.extend({
  number: z.coerce.number({ error: 'There is no such page.' }).int().min(1).max(1_000_000),
});
const read = { permission: 'documents:read' };

/** What stands in a document: its pages as they were read, and the file itself. */
export function mountPages(app: HttpApp, { db, blobs }: { db: Database; blobs: BlobStore }): void {
  app.get(
    '/documents/:document_id/pages',
    {
      config: read,
      schema: { params, querystring: pageQuery, response: { 200: pageSchema(pageSummarySchema) } },
    },
    async request => {
      const { tenantId } = principalOf(request);
      const documentId = request.params.document_id;
      const { limit } = request.query;
      const [after] = positionOf(request) ?? [];
      const rows = await listPages(db, { tenantId, documentId, limit, after: after as number | undefined });
      return pageOf(request, rows, { limit, positionOf: row => [row.number], present: presentPageSummary });
    },
  );

  app.get(
    '/documents/:document_id/pages/:number',
    { config: read, schema: { params: pageParams, response: { 200: documentPageSchema } } },
    async request => {
      const { tenantId } = principalOf(request);
      const { document_id: documentId, number } = request.params;
      return presentPage(await getPage(db, { tenantId, documentId, number }));
    },
  );

  app.get(
    '/documents/:document_id/file',
    { config: { ...read, sends: ['application/octet-stream'] }, schema: { params } },
    async (request, reply) => {
      const { tenantId } = principalOf(request);
      const document = await getDocument(db, { tenantId, id: request.params.document_id });
      const bytes = await blobs.open(blobKeyOf({ tenantId, id: document.id }));
      // Whatever a stranger uploaded must not run in our origin.
      return reply
        .header('content-disposition', attachment(document.file_name))
        .header('content-security-policy', 'sandbox')
        .header('x-content-type-options', 'nosniff')
        .header('content-length', document.byte_size)
        .type('application/octet-stream')
        .send(bytes);
    },
  );
}

/** RFC 6266, with the name in UTF-8 as RFC 8187 writes it. */
function attachment(fileName: string): string {
  const encoded = encodeURIComponent(fileName).replace(
    /['()*]/g,
    character => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename*=UTF-8''${encoded}`;
}
