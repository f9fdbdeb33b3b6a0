import type { FastifyReply } from 'fastify';
import multipart from '@fastify/multipart';
import { z } from 'zod';
import { principalOf } from '#auth/principal.ts';
import type { EmbeddingModel } from '#ai/embed.ts';
import type { Tx } from '#kernel/db/database.ts';
import { etagOf, readIfMatch, requireIfMatch, sendVersioned } from '#kernel/http/etag.ts';
import type { HttpApp } from '#kernel/http/http-app.ts';
import { agePageOf, pageOf, pageQuery, pageSchema } from '#kernel/http/page.ts';
import { pathId } from '#kernel/http/path-id.ts';
import { sendEvents } from '#kernel/http/send-events.ts';
import { actOnce } from '#kernel/idempotency/act-once.ts';
import type { Usage } from '#usage/holds/open-usage.ts';
import type { Uploads } from '#knowledge/uploads/open-uploads.ts';
import { bringsChunks } from '#knowledge/chunk/chunked-document-schema.ts';
import { addDocumentByUpload, bringsUpload } from './add-document-by-upload.ts';
import { addDocumentByUrl } from './add-document-by-url.ts';
import { addChunkedDocument } from './add-chunked-document.ts';
import { cancelDocument } from './cancel-document.ts';
import { deleteDocument } from './delete-document.ts';
import {
  bringsUrl,
  documentChanges,
  documentSchema,
  documentStatuses,
  presentDocument,
} from './document-schema.ts';
import { getDocument } from './get-document.ts';
import { listDocuments } from './list-documents.ts';
import { mountPageImages } from './page-image-routes.ts';
import { mountPages } from './page-routes.ts';
import { presenterOf, presentWithProgress } from './present-with-progress.ts';
import type { DocumentRow } from './queries.ts';
import { receiveUpload } from './receive-upload.ts';
import { retryDocument } from './retry-document.ts';
import { mountTimeline } from './timeline-routes.ts';
import { mountTrash } from './trash/trash-routes.ts';
import { updateDocument } from './update-document.ts';
import { uploadDocument } from './upload-document.ts';
import type { UploadDeps } from './upload-document.ts';
import { watchDocument } from './watch-document.ts';

export interface DocumentRoutesOptions extends UploadDeps {
  /** Undefined: documents cost nothing. */
  usage?: Usage;
  /** Embeds passages that callers bring without a vector; undefined: they are found by their words. */
  embed?: EmbeddingModel;
  maxUploadBytes: number;
  /** Files that came in pieces, of which a document can be made. */
  uploads: Uploads;
}

const MAX_TEXT_BYTES = 20 * 1024 ** 2;

const params = z.object({ document_id: pathId('document') });
const libraryParams = z.object({ library_id: pathId('library') });
const filters = pageQuery.extend({
  status: z.enum(documentStatuses).optional(),
  q: z.string().trim().min(1).max(200).optional().describe('Part of the title.'),
});
const read = { permission: 'documents:read' };
const write = { permission: 'documents:write' };

export function documentRoutes(app: HttpApp, options: DocumentRoutesOptions): void {
  void app.register(multipart);
  mountUpload(app, options);
  mountLists(app, options);
  mountDocument(app, options);
  mountIngestion(app, options);
  mountPages(app, options);
  mountPageImages(app, options);
  mountTimeline(app, options);
  mountTrash(app, options);
}

function mountUpload(app: HttpApp, options: DocumentRoutesOptions): void {
  app.post(
    '/libraries/:library_id/documents',
    {
      config: write,
      bodyLimit: Math.min(options.maxUploadBytes, MAX_TEXT_BYTES),
      schema: {
        params: libraryParams,
        consumes: ['multipart/form-data', 'application/json'],
        response: { 200: documentSchema, 202: documentSchema },
      },
    },
    async (request, reply) => {
      if (bringsChunks(request.body)) return await addChunkedDocument(request, reply, options);
      if (bringsUpload(request.body)) return await addDocumentByUpload(request, reply, options);
      if (bringsUrl(request.body)) return await addDocumentByUrl(request, reply, options);
      const { tenantId, userId } = principalOf(request);
      const { db, blobs, maxUploadBytes } = options;
      await using upload = await receiveUpload(request, { blobs, maxBytes: maxUploadBytes });
      const { title, metadata, file } = upload;
      const libraryId = request.params.library_id;
      return await actOnce(request, reply, {
        db,
        tenantId,
        userId,
        body: { title, metadata, name: file.fileName, sha256: file.sha256.toString('hex') },
        act: async claim => {
          await options.usage?.assertRoom(tenantId);
          const onCommit = async (tx: Tx, documentId: string) => claim?.finish(tx, documentId);
          const added = { tenantId, libraryId, title, metadata, file, onCommit };
          const { document, isNew } = await uploadDocument(options, added);
          return sent(reply.code(isNew ? 202 : 200), document);
        },
        replay: async id => sent(reply.code(202), await getDocument(db, { tenantId, id: id! })),
      });
    },
  );
}

function sent(reply: FastifyReply, row: DocumentRow): ReturnType<typeof presentDocument> {
  void reply.header('etag', etagOf(row.version));
  return presentDocument(row);
}

function mountLists(app: HttpApp, options: DocumentRoutesOptions): void {
  const { db } = options;
  app.get(
    '/libraries/:library_id/documents',
    {
      config: read,
      schema: { params: libraryParams, querystring: filters, response: { 200: pageSchema(documentSchema) } },
    },
    async request => {
      const { tenantId } = principalOf(request);
      const { status, q: titlePart } = request.query;
      const page = agePageOf(request);
      const scope = { tenantId, libraryId: request.params.library_id, libraryMustExist: true };
      const rows = await listDocuments(db, { ...scope, ...page, status, titlePart });
      return pageOf(request, rows, {
        limit: page.limit,
        present: await presenterOf(options, tenantId, rows),
      });
    },
  );

  app.get(
    '/documents',
    {
      config: read,
      schema: {
        querystring: filters.extend({ library_id: z.uuid().optional() }),
        response: { 200: pageSchema(documentSchema) },
      },
    },
    async request => {
      const { tenantId } = principalOf(request);
      const { status, q: titlePart, library_id: libraryId } = request.query;
      const page = agePageOf(request);
      const rows = await listDocuments(db, { tenantId, ...page, libraryId, status, titlePart });
      return pageOf(request, rows, {
        limit: page.limit,
        present: await presenterOf(options, tenantId, rows),
      });
    },
  );
}

function mountDocument(app: HttpApp, options: DocumentRoutesOptions): void {
  app.get(
    '/documents/:document_id',
    { config: read, schema: { params, response: { 200: documentSchema } } },
    async (request, reply) => {
      const { tenantId } = principalOf(request);
      const document = await getDocument(options.db, { tenantId, id: request.params.document_id });
      return sendVersioned(reply, await presentWithProgress(options, document));
    },
  );

  app.patch(
    '/documents/:document_id',
    { config: write, schema: { params, body: documentChanges, response: { 200: documentSchema } } },
    async (request, reply) => {
      const { tenantId } = principalOf(request);
      const version = requireIfMatch(request);
      const id = request.params.document_id;
      const document = await updateDocument(options.db, { tenantId, id, version, changes: request.body });
      return sendVersioned(reply, await presentWithProgress(options, document));
    },
  );

  app.delete(
    '/documents/:document_id',
    { config: write, schema: { params, response: { 204: z.undefined() } } },
    async (request, reply) => {
      const { tenantId } = principalOf(request);
      const id = request.params.document_id;
      await deleteDocument(options, { tenantId, id, version: readIfMatch(request) });
      return reply.code(204).send();
    },
  );
}

function mountIngestion(app: HttpApp, options: DocumentRoutesOptions): void {
  app.post(
    '/documents/:document_id/cancel',
    { config: write, schema: { params, response: { 200: documentSchema } } },
    async (request, reply) => {
      const { tenantId } = principalOf(request);
      const document = await cancelDocument(options, { tenantId, id: request.params.document_id });
      return sendVersioned(reply, await presentWithProgress(options, document));
    },
  );

  app.post(
    '/documents/:document_id/retry',
    { config: write, schema: { params, response: { 202: documentSchema } } },
    async (request, reply) => {
      const { tenantId } = principalOf(request);
      const document = await retryDocument(options, { tenantId, id: request.params.document_id });
      return sendVersioned(reply.code(202), await presentWithProgress(options, document));
    },
  );

  app.get(
    '/documents/:document_id/events',
    { config: { ...read, sends: ['text/event-stream'] }, schema: { params } },
    async (request, reply) => {
      const { tenantId } = principalOf(request);
      const id = request.params.document_id;
      await getDocument(options.db, { tenantId, id });
      return sendEvents(request, reply, {
        events: signal => watchDocument(options, { tenantId, id, signal }),
      });
    },
  );
}
