import type { Readable } from 'node:stream';

/**
 * Keeps files by key. Keys are made by us, `<tenantId>/<documentId>`, never from what a user typed.
 * A blob appears whole or not at all.
 */
export interface BlobStore {
  /** Takes over the file at `path`, which is gone afterwards. Putting a key again replaces the blob. */
  putFile(key: string, path: string): Promise<void>;
  /** @throws BlobNotFound when the stream is opened and there is none. */
  open(key: string): Promise<Readable>;
  /** The blob as a local file that may be read until the handle is disposed; stores elsewhere fetch a copy. */
  localFile(key: string): Promise<LocalFile>;
  /** Absent is fine. */
  delete(key: string): Promise<void>;
  /** Keys that start with `prefix`, a folder such as `<tenantId>/`, in no order; '' lists all. */
  list(prefix: string): AsyncIterable<string>;
  /** A folder for uploads in progress, on the same file system where there is one. */
  readonly uploadFolder: string;
}

export interface LocalFile extends AsyncDisposable {
  readonly path: string;
}
