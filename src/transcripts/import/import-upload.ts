import type { FastifyReply, FastifyRequest } from 'fastify';
import { principalOf } from '#auth/principal.ts';
import type { BlobStore } from '#kernel/blobs/blob-store.ts';
import type { Database, Tx } from '#kernel/db/database.ts';
import { actOnce } from '#kernel/idempotency/act-once.ts';
import type { JobQueue } from '#kernel/jobs/job-queue.ts';
import type { Uploads } from '#knowledge/uploads/open-uploads.ts';
import { takeUpload } from '#knowledge/uploads/take-upload.ts';
import { createImport } from './create-import.ts';
import { getImport } from './get-import.ts';
import { presentImport } from './view-import.ts';
import type { ImportView } from './view-import.ts';

interface Deps {
  db: Database;
  jobs: JobQueue;
  blobs: BlobStore;
  uploads: Uploads;
  maxImportBytes: number;
}

/** Makes an import of a finished upload, which is gone then. */
export function importUpload(request: FastifyRequest, reply: FastifyReply, deps: Deps): Promise<ImportView> {
  const { tenantId, userId } = principalOf(request);
  const { db, blobs, uploads, maxImportBytes: maxBytes } = deps;
  const query = request.query as { upload_id: string; path?: string };
  const id = query.upload_id;
  const path = query.path?.split('.');
  void reply.code(202);
  return actOnce(request, reply, {
    db,
    tenantId,
    userId,
    body: { path, upload_id: id },
    act: async claim => {
      const onCommit = async (tx: Tx, importId: string) => claim?.finish(tx, importId);
      await using upload = await takeUpload(uploads, { tenantId, id, path: blobs.temporaryPath(), maxBytes });
      const row = await createImport(deps, { tenantId, file: upload.file, path, onCommit });
      await upload.remove();
      return presentImport(row);
    },
    replay: async importId => presentImport(await getImport(db, { tenantId, id: importId! })),
  });
}
