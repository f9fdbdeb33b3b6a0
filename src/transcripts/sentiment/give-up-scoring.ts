import type { Database } from '#kernel/db/database.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import type { DeadJobContext } from '#kernel/jobs/define-job.ts';
import { settleSubject } from '#usage/holds/work-in-steps.ts';
import { lockScoring, setScoringStatus } from './queries.ts';
import { subjectOf } from './score-transcripts.ts';

/** Tells the owner of a scoring that it could not be finished, when every attempt has failed. */
export async function giveUpScoring(
  db: Database,
  data: { tenantId: string; scoringId: string },
  { jobId, attempts, cause, logger }: DeadJobContext,
): Promise<void> {
  logger.error({ scoring_id: data.scoringId, dead_job_id: jobId, attempts, cause }, 'a scoring failed');
  const failure = {
    code: 'scoring-failed',
    message: `Something unexpected went wrong while these conversations were scored, ${attempts} times.`,
    next_step: 'Score them again later; if it fails again, ask the operator to look into the log.',
  };
  await withTransaction(db, data, async tx => {
    const row = await lockScoring(tx, data.scoringId);
    if (row?.job_id !== jobId) return;
    const failed = await setScoringStatus(tx, data.scoringId, { status: 'failed', failure });
    if (failed !== undefined) await settleSubject(tx, subjectOf(data));
  });
}
