import type { Readable } from 'node:stream';
import { AppError } from '../errors/app-error.ts';

/**
 * Keeps files by key. Keys are made by us, `<tenantId>/<documentId>`, never from what a user typed.
 * A blob appears whole or not at all.
 */
export interface BlobStore {
  /** Takes over the file at `path`, which is gone afterwards. Putting a key again replaces the blob. */
  putFile(key: string, path: string): Promise<void>;
  /** @throws BlobNotFound */
  open(key: string): Promise<Readable>;
  /** The blob as a local file, to be read until the handle is disposed; a store elsewhere fetches a copy. */
  localFile(key: string): Promise<LocalFile>;
  /** Absent is fine. */
  delete(key: string): Promise<void>;
  /** What lies under `prefix`, a folder such as `<tenantId>/`, in no order; '' lists all. */
  list(prefix: string): AsyncIterable<BlobEntry>;
  /** A new path for an upload in progress, near the store so that `putFile` need not copy. */
  temporaryPath(): string;
  /** Removes what uploads left behind whose process died; @returns how many. */
  removeTemporary(options: { olderThan: Date }): Promise<number>;
}

export interface LocalFile extends AsyncDisposable {
  readonly path: string;
}

export interface BlobEntry {
  key: string;
  modifiedAt: Date;
}

export class BlobNotFound extends AppError {
  constructor(options: { cause?: unknown } = {}) {
    super('The stored file is missing.', {
      code: 'file-missing',
      status: 404,
      nextStep: 'Upload the file again.',
      ...options,
    });
  }
}
