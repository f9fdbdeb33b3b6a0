import multipart from '@fastify/multipart';
import { z } from 'zod';
import { principalOf } from '#auth/principal.ts';
import type { BlobStore } from '#kernel/blobs/blob-store.ts';
import type { Database, Tx } from '#kernel/db/database.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import { sendVersioned } from '#kernel/http/etag.ts';
import type { HttpApp } from '#kernel/http/http-app.ts';
import { sendPieces } from '#kernel/http/send-pieces.ts';
import { agePageOf, pageOf, pageQuery, pageSchema } from '#kernel/http/page.ts';
import { pathId } from '#kernel/http/path-id.ts';
import { actOnce } from '#kernel/idempotency/act-once.ts';
import type { JobQueue } from '#kernel/jobs/job-queue.ts';
import type { Uploads } from '#knowledge/uploads/open-uploads.ts';
import type { Usage } from '#usage/holds/open-usage.ts';
import { getTranscript } from '../timeline/get-transcript.ts';
import { presentTranscript, transcriptView } from '../timeline/view-transcript.ts';
import { transcriptInput } from '../transcript-schema.ts';
import { addTranscript } from './add-transcript.ts';
import { cancelImport, resumeImport } from './change-import.ts';
import { createImport } from './create-import.ts';
import { getImport } from './get-import.ts';
import { listImportRows } from './queries.ts';
import { readRejects } from './read-rejects.ts';
import { importUpload } from './import-upload.ts';
import { receiveImport } from './receive-import.ts';
import { importView, presentImport } from './view-import.ts';

export interface ImportRoutesOptions {
  db: Database;
  jobs: JobQueue;
  /** Of imports alone, apart from the documents' files. */
  blobs: BlobStore;
  /** Undefined: scoring costs nothing. */
  usage?: Usage;
  maxImportBytes: number;
  /** Files that came in pieces, of which an import can be made. */
  uploads: Uploads;
}

const MAX_TRANSCRIPT_BYTES = 8 * 1024 ** 2;
const read = { permission: 'transcripts:read' };
const write = { permission: 'transcripts:write' };
const params = z.object({ import_id: pathId('import') });
const uploadQuery = z.object({
  path: z
    .string()
    .min(1)
    .max(500)
    .optional()
    .describe('Where in a JSON object the array lies, such as `data.transcripts`.'),
  upload_id: z.uuid().optional().describe('A finished upload, instead of a body.'),
  file_name: z.string().max(500).optional().describe('Of a file that is sent as the body itself.'),
});

export function importRoutes(app: HttpApp, options: ImportRoutesOptions): void {
  mountAdd(app, options);
  void app.register(async scoped => mountUpload(scoped as HttpApp, options));
  mountImports(app, options);
}

function mountAdd(app: HttpApp, options: ImportRoutesOptions): void {
  const { db } = options;
  app.post(
    '/transcripts',
    {
      config: write,
      bodyLimit: MAX_TRANSCRIPT_BYTES,
      schema: { body: transcriptInput, response: { 200: transcriptView, 201: transcriptView } },
    },
    async (request, reply) => {
      const { tenantId, userId } = principalOf(request);
      const show = async (id: string) => presentTranscript(await getTranscript(db, { tenantId, id }));
      return await actOnce(request, reply, {
        db,
        tenantId,
        userId,
        body: request.body,
        act: async claim => {
          await options.usage?.assertRoom(tenantId);
          const onCommit = async (tx: Tx, id: string) => claim?.finish(tx, id);
          const { id, isNew } = await addTranscript(options, {
            tenantId,
            transcript: request.body,
            onCommit,
          });
          void reply.code(isNew ? 201 : 200);
          return await show(id);
        },
        replay: id => show(id!),
      });
    },
  );
}

/** Apart from the others, because its body is never parsed here. */
async function mountUpload(app: HttpApp, options: ImportRoutesOptions): Promise<void> {
  const { db } = options;
  app.removeAllContentTypeParsers();
  await app.register(multipart);
  app.addContentTypeParser('*', (_request, payload, done) => done(null, payload));
  app.post(
    '/transcripts/import',
    {
      config: write,
      bodyLimit: options.maxImportBytes,
      schema: { querystring: uploadQuery, response: { 202: importView } },
    },
    async (request, reply) => {
      const { tenantId, userId } = principalOf(request);
      await options.usage?.assertRoom(tenantId);
      if (request.query.upload_id !== undefined) return await importUpload(request, reply, options);
      await using upload = await receiveImport(request, { ...options, maxBytes: options.maxImportBytes });
      const { file } = upload;
      const path = request.query.path?.split('.');
      void reply.code(202);
      return await actOnce(request, reply, {
        db,
        tenantId,
        userId,
        body: { path, sha256: file.sha256.toString('hex') },
        act: async claim => {
          const onCommit = async (tx: Tx, id: string) => claim?.finish(tx, id);
          return presentImport(await createImport(options, { tenantId, file, path, onCommit }));
        },
        replay: async id => presentImport(await getImport(db, { tenantId, id: id! })),
      });
    },
  );
}

function mountImports(app: HttpApp, options: ImportRoutesOptions): void {
  const { db } = options;
  app.get(
    '/transcripts/imports',
    { config: read, schema: { querystring: pageQuery, response: { 200: pageSchema(importView) } } },
    async request => {
      const page = agePageOf(request);
      const rows = await withTransaction(db, principalOf(request), tx => listImportRows(tx, page));
      return pageOf(request, rows, { limit: page.limit, present: presentImport });
    },
  );

  app.get(
    '/transcripts/imports/:import_id',
    { config: read, schema: { params, response: { 200: importView } } },
    async (request, reply) => {
      const { tenantId } = principalOf(request);
      const row = await getImport(db, { tenantId, id: request.params.import_id });
      return sendVersioned(reply, presentImport(row));
    },
  );

  app.get(
    '/transcripts/imports/:import_id/rejects',
    { config: { ...read, sends: ['application/jsonl'] }, schema: { params } },
    async (request, reply) => {
      const { tenantId } = principalOf(request);
      const importId = request.params.import_id;
      await getImport(db, { tenantId, id: importId });
      void reply.type('application/jsonl; charset=utf-8');
      void reply.header('content-disposition', `attachment; filename="rejects-${importId}.jsonl"`);
      return sendPieces(reply, readRejects(db, { tenantId, importId }));
    },
  );

  for (const [verb, change, status] of [
    ['cancel', cancelImport, 200],
    ['resume', resumeImport, 202],
  ] as const)
    app.post(
      `/transcripts/imports/:import_id/${verb}`,
      { config: write, schema: { params, response: { [status]: importView } } },
      async (request, reply) => {
        const { tenantId } = principalOf(request);
        const row = await change(options, { tenantId, id: request.params.import_id });
        return sendVersioned(reply.code(status), presentImport(row));
      },
    );
}
