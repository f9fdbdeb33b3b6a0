import type { Database } from '#kernel/db/database.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import { NotFound } from '#kernel/errors/common-errors.ts';
import type { JobQueue } from '#kernel/jobs/job-queue.ts';
import { settleSubject } from '#usage/holds/work-in-steps.ts';
import { findScoring, lockScoring, setScoringStatus } from './queries.ts';
import type { ScoringRow } from './queries.ts';
import { subjectOf } from './score-transcripts.ts';
import { scoreTranscriptsJob } from './score-transcripts-job.ts';

/** @throws NotFound */
export async function getScoring(
  db: Database,
  { tenantId, id }: { tenantId: string; id: string },
): Promise<ScoringRow> {
  const row = await withTransaction(db, { tenantId }, tx => findScoring(tx, id));
  if (row === undefined) throw new NotFound('scoring');
  return row;
}

/** Stops a scoring where it is; what is scored stays and is paid for. One that is over stays as it is. @throws NotFound */
export function cancelScoring(
  deps: { db: Database; jobs: JobQueue },
  { tenantId, id }: { tenantId: string; id: string },
): Promise<ScoringRow> {
  return withTransaction(deps.db, { tenantId }, async tx => {
    const row = await lockScoring(tx, id);
    if (row === undefined) throw new NotFound('scoring');
    const cancelled = await setScoringStatus(tx, id, { status: 'cancelled' });
    if (cancelled === undefined) return row;
    if (cancelled.job_id !== null) await deps.jobs.cancel(tx, scoreTranscriptsJob, cancelled.job_id);
    await settleSubject(tx, subjectOf({ tenantId, scoringId: id }));
    return cancelled;
  });
}
