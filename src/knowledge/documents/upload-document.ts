import type { BlobStore } from '#kernel/blobs/blob-store.ts';
import type { Database, Tx } from '#kernel/db/database.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import { AppError } from '#kernel/errors/app-error.ts';
import { NotFound, Overloaded } from '#kernel/errors/common-errors.ts';
import { failpoint } from '#kernel/failpoints.ts';
import { createId } from '#kernel/ids.ts';
import type { JobQueue } from '#kernel/jobs/job-queue.ts';
import { ingestDocumentJob } from '#knowledge/ingest/ingest-document-job.ts';
import { blobKeyOf } from './blob-key.ts';
import { enqueueAgain } from './retry-document.ts';
import { holdLibrary, insertDocument, lockDocumentByContent } from './queries.ts';
import type { DocumentRow, NewDocument } from './queries.ts';
import { refuseUnreadable } from './refuse-unreadable.ts';

export interface UploadDeps {
  db: Database;
  jobs: JobQueue;
  blobs: BlobStore;
}

export interface UploadedFile {
  /** Taken over: it is moved into the store, or left for the caller to remove. */
  path: string;
  byteSize: number;
  sha256: Buffer;
  fileName: string;
  mediaType: string;
}

export interface UploadOptions {
  tenantId: string;
  libraryId: string;
  title: string;
  metadata: Record<string, unknown>;
  file: UploadedFile;
  /** Done last in the transaction that adds or finds the document, and nothing is added if it fails. */
  onCommit?: (tx: Tx, documentId: string) => Promise<void>;
}

const MAX_ROUNDS = 3;

/**
 * Adds a document and the job that reads it, both or none. The same bytes give the document that is already there;
 * if that one had failed or was cancelled, it is tried again.
 * @throws NotFound when there is no such library, ExtractionError for what no reader reads.
 */
export async function uploadDocument(
  deps: UploadDeps,
  options: UploadOptions,
): Promise<{ document: DocumentRow; isNew: boolean }> {
  await refuseUnreadable(options.file.path);
  const id = createId();
  const key = blobKeyOf({ tenantId: options.tenantId, id });
  // The bytes before the row: a document whose file is missing must never be seen.
  await failpoint('upload-received');
  await deps.blobs.putFile(key, options.file.path);
  await failpoint('blob-stored');
  try {
    const document = await addOrFind(deps, { id, jobId: createId(), ...options });
    await failpoint('after-enqueue');
    if (document.id !== id) await deps.blobs.delete(key);
    return { document, isNew: document.id === id };
  } catch (error) {
    // Any other error may hide a commit that succeeded; the sweep of orphans will know.
    if (error instanceof AppError) await deps.blobs.delete(key);
    throw error;
  }
}

type Addition = UploadOptions & { id: string; jobId: string };

async function addOrFind(deps: UploadDeps, addition: Addition): Promise<DocumentRow> {
  for (let round = 1; round <= MAX_ROUNDS; round++) {
    const found = await withTransaction(deps.db, addition, async tx => {
      const document = await tryAddOrFind(tx, deps.jobs, addition);
      if (document !== undefined) await addition.onCommit?.(tx, document.id);
      return document;
    });
    if (found !== undefined) return found;
  }
  throw new Overloaded('This document is being deleted and added again.', { retryAfterSeconds: 1 });
}

/** Undefined when the document with the same bytes vanished in between. */
async function tryAddOrFind(tx: Tx, jobs: JobQueue, addition: Addition): Promise<DocumentRow | undefined> {
  if (!(await holdLibrary(tx, addition.libraryId))) throw new NotFound('library');
  const added = await insertDocument(tx, asNewDocument(addition));
  if (added !== undefined) {
    // Enqueue inside the transaction: a crash must not leave a document that no worker will read.
    await jobs.enqueue(tx, ingestDocumentJob, asJobData(addition), {
      id: addition.jobId,
      groupId: addition.tenantId,
    });
    return added;
  }
  const { libraryId, file } = addition;
  const present = await lockDocumentByContent(tx, { libraryId, sha256: file.sha256 });
  return present && ((await enqueueAgain(tx, jobs, present)) ?? present);
}

const asJobData = (addition: Addition) => ({ tenantId: addition.tenantId, documentId: addition.id });

const asNewDocument = ({ file, ...addition }: Addition): NewDocument => ({
  ...addition,
  fileName: file.fileName,
  mediaType: file.mediaType,
  byteSize: file.byteSize,
  sha256: file.sha256,
});
