import type { Database, Tx } from '#kernel/db/database.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import { NotFound, VersionMismatch } from '#kernel/errors/common-errors.ts';
import type { JobQueue } from '#kernel/jobs/job-queue.ts';
import { ingestDocumentJob } from '#knowledge/ingest/ingest-document-job.ts';
import { releaseSubject } from '#usage/holds/work-in-steps.ts';
import { blobKeyOf } from './blob-key.ts';
import { deleteBlobsJob } from './delete-blobs.ts';
import { isFinal } from './document-schema.ts';
import { deleteDocumentRow, lockDocument, lockDocumentsOfLibrary } from './queries.ts';
import type { DocumentRow } from './queries.ts';

const KEYS_PER_JOB = 500;

/**
 * Deletes a document with its pages, chunks, index and file, even while it is being read.
 * @throws NotFound; VersionMismatch when `version` is given and stale.
 */
export async function deleteDocument(
  deps: { db: Database; jobs: JobQueue },
  options: { tenantId: string; id: string; version?: number },
): Promise<void> {
  const { tenantId, id, version } = options;
  await withTransaction(deps.db, options, async tx => {
    // The lock waits for a write of the running ingestion; its next one finds no document and ends.
    const document = await lockDocument(tx, id);
    if (document === undefined) throw new NotFound('document');
    if (version !== undefined && version !== document.version) throw new VersionMismatch('document');
    await cleanUpAfter(tx, deps.jobs, { tenantId, documents: [document] });
    await deleteDocumentRow(tx, id);
  });
}

/** What a library's deletion owes its documents' files and jobs; the rows themselves go with the library. */
export async function cleanUpLibrary(
  tx: Tx,
  jobs: JobQueue,
  library: { tenantId: string; libraryId: string },
): Promise<void> {
  const documents = await lockDocumentsOfLibrary(tx, library.libraryId);
  await cleanUpAfter(tx, jobs, { tenantId: library.tenantId, documents });
}

type Leaving = Pick<DocumentRow, 'id' | 'job_id' | 'status'>;

async function cleanUpAfter(
  tx: Tx,
  jobs: JobQueue,
  options: { tenantId: string; documents: Leaving[] },
): Promise<void> {
  const { tenantId, documents } = options;
  for (const { job_id: jobId, status } of documents)
    if (jobId !== null && !isFinal(status)) await jobs.cancel(tx, ingestDocumentJob, jobId);
  const keys = documents.map(({ id }) => blobKeyOf({ tenantId, id }));
  for (let start = 0; start < keys.length; start += KEYS_PER_JOB)
    await jobs.enqueue(tx, deleteBlobsJob, { keys: keys.slice(start, start + KEYS_PER_JOB) });
  // Last: it locks the tenant's counters.
  for (const { id, status } of documents)
    if (!isFinal(status)) await releaseSubject(tx, { tenantId, subject: id });
}
