import type { Database, Tx } from '#kernel/db/database.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import { NotFound, VersionMismatch } from '#kernel/errors/common-errors.ts';
import type { JobQueue } from '#kernel/jobs/job-queue.ts';
import { showDeleted } from '#kernel/trash/show-deleted.ts';
import { ingestDocumentJob } from '#knowledge/ingest/ingest-document-job.ts';
import { closeOpenAttempts } from '#knowledge/timeline/record-attempt.ts';
import { releaseSubject } from '#usage/holds/work-in-steps.ts';
import { blobKeyOf } from './blob-key.ts';
import { deleteBlobsJob } from './delete-blobs.ts';
import { isFinal } from './document-schema.ts';
import { deleteDocumentRow, lockDocument, lockDocumentsOfLibrary, markCancelled } from './queries.ts';
import type { DocumentRow } from './queries.ts';
import { markDeleted } from './trash/queries.ts';

const KEYS_PER_JOB = 500;

/**
 * Hides a document everywhere at once, even while it is being read; for 30 days it can be restored.
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
    const cancelled = await markCancelled(tx, id);
    if (cancelled !== undefined) await closeOpenAttempts(tx, { documentId: id, outcome: 'cancelled' });
    await showDeleted(tx);
    await markDeleted(tx, id);
    await endWork(tx, deps.jobs, { tenantId, documents: [document] });
  });
}

/** What a library's deletion owes its documents' files and jobs; the rows themselves go with the library. */
export async function cleanUpLibrary(
  tx: Tx,
  jobs: JobQueue,
  library: { tenantId: string; libraryId: string },
): Promise<void> {
  await showDeleted(tx);
  const documents = await lockDocumentsOfLibrary(tx, library.libraryId);
  await cleanUpAfter(tx, jobs, { tenantId: library.tenantId, documents });
}

type Leaving = Pick<DocumentRow, 'id' | 'job_id' | 'status'>;

interface Leavers {
  tenantId: string;
  /** Locked by the caller. */
  documents: Leaving[];
}

/** Removes documents for good, with their pages, chunks, index and files. */
export async function removeDocuments(tx: Tx, jobs: JobQueue, leavers: Leavers): Promise<void> {
  await cleanUpAfter(tx, jobs, leavers);
  for (const { id } of leavers.documents) await deleteDocumentRow(tx, id);
}

async function cleanUpAfter(tx: Tx, jobs: JobQueue, leavers: Leavers): Promise<void> {
  const { tenantId, documents } = leavers;
  const keys = documents.map(({ id }) => blobKeyOf({ tenantId, id }));
  for (let start = 0; start < keys.length; start += KEYS_PER_JOB)
    await jobs.enqueue(tx, deleteBlobsJob, { keys: keys.slice(start, start + KEYS_PER_JOB) });
  await endWork(tx, jobs, leavers);
}

async function endWork(tx: Tx, jobs: JobQueue, { tenantId, documents }: Leavers): Promise<void> {
  const unfinished = documents.filter(({ status }) => !isFinal(status));
  for (const { job_id: jobId } of unfinished)
    if (jobId !== null) await jobs.cancel(tx, ingestDocumentJob, jobId);
  // Last: it locks the tenant's counters.
  for (const { id } of unfinished) await releaseSubject(tx, { tenantId, subject: id });
}
