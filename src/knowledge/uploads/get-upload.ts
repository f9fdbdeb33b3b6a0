import type { FileStore } from '@tus/file-store';
import { NotFound } from '#kernel/errors/common-errors.ts';
import { uploadKeyOf } from './open-uploads.ts';
import type { Uploads } from './open-uploads.ts';

/** How far an upload is, and what its client said of it. @throws NotFound for another tenant's, too */
export function getUpload(
  { store }: Uploads,
  given: { tenantId: string; id: string },
): ReturnType<FileStore['getUpload']> {
  return store.getUpload(uploadKeyOf(given)).catch(asNotFound);
}

function asNotFound(error: { status_code?: number }): never {
  throw error.status_code === 404 || error.status_code === 410 ? new NotFound('upload') : error;
}
