import type { Database, Tx } from '#kernel/db/database.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import { NotFound, StateConflict } from '#kernel/errors/common-errors.ts';
import { createId } from '#kernel/ids.ts';
import type { JobQueue } from '#kernel/jobs/job-queue.ts';
import { ingestDocumentJob } from '#knowledge/ingest/ingest-document-job.ts';
import { lockDocument, requeueDocument } from './queries.ts';
import type { DocumentRow } from './queries.ts';

/**
 * Reads a failed or cancelled document again, from behind its last checkpoint.
 * @throws NotFound; StateConflict in any other state.
 */
export async function retryDocument(
  deps: { db: Database; jobs: JobQueue },
  options: { tenantId: string; id: string },
): Promise<DocumentRow> {
  return withTransaction(deps.db, options, async tx => {
    const document = await lockDocument(tx, options.id);
    if (document === undefined) throw new NotFound('document');
    const queued = await enqueueAgain(tx, deps.jobs, document);
    if (queued === undefined)
      throw new StateConflict(`A document that is ${document.status} cannot be retried.`);
    return queued;
  });
}

/** Undefined unless the document failed or was cancelled; the caller holds its lock. */
export async function enqueueAgain(
  tx: Tx,
  jobs: JobQueue,
  document: DocumentRow,
): Promise<DocumentRow | undefined> {
  const jobId = createId();
  const queued = await requeueDocument(tx, { id: document.id, jobId });
  if (queued === undefined) return undefined;
  const data = { tenantId: document.tenant_id, documentId: document.id };
  await jobs.enqueue(tx, ingestDocumentJob, data, { id: jobId, groupId: document.tenant_id });
  return queued;
}
