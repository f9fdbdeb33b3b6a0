import { mkdir } from 'node:fs/promises';
import { FileStore } from '@tus/file-store';
import { Server } from '@tus/server';
import { createId } from '#kernel/ids.ts';
import { FileTooLarge } from '#knowledge/documents/upload-errors.ts';

/** Files on their way in, each in pieces if its client wants so: `<folder>/<tenantId>/<id>`, and what is known of it. */
export interface Uploads {
  readonly folder: string;
  readonly store: FileStore;
  readonly server: Server;
}

export interface UploadLimits {
  maxBytes: number;
  /** Of one that says it becomes a document. */
  maxDocumentBytes: number;
}

/** How long an upload is kept that nobody goes on with, or makes something of. */
export const KEPT_MS = 24 * 3_600_000;

/** Opens the folder, which it makes; several processes may share it. */
export async function openUploads(folder: string, limits: UploadLimits): Promise<Uploads> {
  await mkdir(folder, { recursive: true });
  const store = new FileStore({ directory: folder, expirationPeriodInMilliseconds: KEPT_MS });
  return { folder, store, server: createServer(store, limits) };
}

/** Where an upload lies in the folder; a request says so by its path, whose tenant is the credential's. */
export const uploadKeyOf = ({ tenantId, id }: { tenantId: string; id: string }): string =>
  `${tenantId}/${id}`;

const keyIn = (request: Request): string => new URL(request.url).pathname.slice(1);

function createServer(datastore: FileStore, { maxBytes, maxDocumentBytes }: UploadLimits): Server {
  return new Server({
    path: '/',
    datastore,
    maxSize: maxBytes,
    namingFunction: request => uploadKeyOf({ tenantId: keyIn(request), id: createId() }),
    getFileIdFromRequest: keyIn,
    generateUrl: (_request, { id }) => `/api/v1/uploads/${id.split('/')[1]}`,
    onUploadCreate: async (_request, upload) => {
      const isDocument = upload.metadata?.['for'] === 'document';
      if (isDocument && (upload.size ?? 0) > maxDocumentBytes) throw new FileTooLarge(maxDocumentBytes);
      return {};
    },
    onResponseError: (_request, error) => {
      // Kept as it is, for the answer to be made where all answers are.
      throw error as Error;
    },
  });
}
