import type { Database } from '#kernel/db/database.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import type { DeadJobContext } from '#kernel/jobs/define-job.ts';
import { lockInsight, setStatus, UNFINISHED } from './queries.ts';
import { releaseLeftover } from './write/section-bill.ts';

/** Tells the owner of an insight that it could not be finished, when every attempt has failed. */
export async function giveUpInsight(
  db: Database,
  data: { tenantId: string; insightId: string },
  { jobId, attempts, cause, logger }: DeadJobContext,
): Promise<void> {
  logger.error({ insight_id: data.insightId, dead_job_id: jobId, attempts, cause }, 'an insight failed');
  const failure = {
    code: 'insight-failed',
    message: `This insight could not be written: ${attempts} attempts broke off.`,
    next_step: 'Retry it: what is written already is kept. If it fails again, look into the log.',
  };
  await withTransaction(db, data, async tx => {
    const row = await lockInsight(tx, data.insightId);
    if (row?.job_id !== jobId) return;
    await setStatus(tx, row.id, { from: UNFINISHED, status: 'failed', failure });
    await releaseLeftover(tx, data);
  });
}
