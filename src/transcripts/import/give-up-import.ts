import type { Database } from '#kernel/db/database.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import type { DeadJobContext } from '#kernel/jobs/define-job.ts';
import { markGivenUp } from './queries.ts';

/** Tells the owner of an import that it could not be finished, when every attempt has failed. */
export async function giveUpImport(
  db: Database,
  data: { tenantId: string; importId: string },
  { jobId, attempts, cause, logger }: DeadJobContext,
): Promise<void> {
  const { importId } = data;
  logger.error({ import_id: importId, dead_job_id: jobId, attempts, cause }, 'an import failed');
  const failure = {
    code: 'import-failed',
    message: `Something unexpected went wrong while this file was read, ${attempts} times.`,
    next_step: 'Resume it later; if it fails again, ask the operator to look into the log.',
  };
  await withTransaction(db, data, tx => markGivenUp(tx, { importId, jobId, failure }));
}
