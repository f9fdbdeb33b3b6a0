import type { Database } from '#kernel/db/database.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import { NotFound } from '#kernel/errors/common-errors.ts';
import type { JobQueue } from '#kernel/jobs/job-queue.ts';
import { ingestDocumentJob } from '#knowledge/ingest/ingest-document-job.ts';
import { releaseSubject } from '#usage/holds/work-in-steps.ts';
import { closeOpenAttempts } from '#knowledge/timeline/record-attempt.ts';
import { lockDocument, markCancelled } from './queries.ts';
import type { DocumentRow } from './queries.ts';

/**
 * Stops the reading of a document, wherever it runs. One that is over already stays as it is.
 * @throws NotFound
 */
export async function cancelDocument(
  deps: { db: Database; jobs: JobQueue },
  options: { tenantId: string; id: string },
): Promise<DocumentRow> {
  return withTransaction(deps.db, options, async tx => {
    const document = await lockDocument(tx, options.id);
    if (document === undefined) throw new NotFound('document');
    const cancelled = await markCancelled(tx, options.id);
    if (cancelled !== undefined)
      await closeOpenAttempts(tx, { documentId: options.id, outcome: 'cancelled' });
    if (cancelled?.job_id) await deps.jobs.cancel(tx, ingestDocumentJob, cancelled.job_id);
    await releaseSubject(tx, { tenantId: options.tenantId, subject: options.id });
    return cancelled ?? document;
  });
}
