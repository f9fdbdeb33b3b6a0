import type { Database, Tx } from '#kernel/db/database.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import type { JobContext } from '#kernel/jobs/define-job.ts';
import { JobAbort } from '#kernel/jobs/job-abort.ts';
import type { InsightRow } from '../queries.ts';
import { holdAttempt } from './queries.ts';
import type { InsightAttempt } from './queries.ts';

export interface Attempt {
  attempt: InsightAttempt;
  context: JobContext;
}

/** @throws JobAbort when the insight or the job is somebody else's by now, cancelled or deleted. */
export function writeFenced<Result>(
  db: Database,
  { attempt, context }: Attempt,
  write: (tx: Tx, insight: InsightRow) => Promise<Result>,
): Promise<Result> {
  return withTransaction(db, attempt, async tx => {
    const insight = await holdAttempt(tx, attempt);
    if (insight === undefined) throw new JobAbort('lease-lost');
    await context.fence(tx);
    return write(tx, insight);
  });
}
