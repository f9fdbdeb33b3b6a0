import type { Database } from '#kernel/db/database.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import type { DeadJobContext } from '#kernel/jobs/define-job.ts';
import { releaseSubject } from '#usage/holds/work-in-steps.ts';
import { closeOpenAttempts } from '#knowledge/timeline/record-attempt.ts';
import { markGivenUp } from './queries.ts';

/** Tells the owner of a document that it could not be read, when every attempt has failed. */
export async function giveUpDocument(
  db: Database,
  data: { tenantId: string; documentId: string },
  context: DeadJobContext,
): Promise<void> {
  const { documentId } = data;
  const { jobId, attempts, cause } = context;
  context.logger.error({ document_id: documentId, dead_job_id: jobId, attempts, cause }, 'a document failed');
  const failure = {
    code: 'ingestion-failed',
    message: `Something unexpected went wrong while this document was read, ${attempts} times.`,
    next_step: 'Retry it later; if it fails again, ask the operator to look into the log.',
  };
  await withTransaction(db, data, async tx => {
    if (!(await markGivenUp(tx, { documentId, jobId, failure }))) return;
    await closeOpenAttempts(tx, { documentId, outcome: 'lost' });
    await releaseSubject(tx, { tenantId: data.tenantId, subject: documentId });
  });
}
