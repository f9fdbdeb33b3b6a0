import type { Database } from '#kernel/db/database.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import { NotFound, StateConflict } from '#kernel/errors/common-errors.ts';
import { createId } from '#kernel/ids.ts';
import type { JobQueue } from '#kernel/jobs/job-queue.ts';
import { generateInsightJob } from './generate-insight-job.ts';
import { lockInsight, setStatus, UNFINISHED } from './queries.ts';

interface Deps {
  db: Database;
  jobs: JobQueue;
}

interface Key {
  tenantId: string;
  id: string;
}

/**
 * Stops an insight where it is; what is written stays, and whoever writes it bills the call that this breaks off. One that is
 * over stays as it is. @throws NotFound
 */
export function cancelInsight({ db, jobs }: Deps, { tenantId, id }: Key): Promise<void> {
  return withTransaction(db, { tenantId }, async tx => {
    const row = await lockInsight(tx, id);
    if (row === undefined) throw new NotFound('insight');
    const cancelled = await setStatus(tx, id, { from: UNFINISHED, status: 'cancelled' });
    if (cancelled?.job_id != null) await jobs.cancel(tx, generateInsightJob, cancelled.job_id);
  });
}

/** Goes on behind the last section of an insight that failed or was cancelled. @throws NotFound, StateConflict */
export function retryInsight({ db, jobs }: Deps, { tenantId, id }: Key): Promise<void> {
  return withTransaction(db, { tenantId }, async tx => {
    const row = await lockInsight(tx, id);
    if (row === undefined) throw new NotFound('insight');
    const jobId = createId();
    const retried = await setStatus(tx, id, { from: ['failed', 'cancelled'], status: 'pending', jobId });
    if (retried === undefined) {
      throw new StateConflict(
        `The insight is ${row.status}: there is nothing to retry.`,
        'Generate it anew instead.',
      );
    }
    const data = { tenantId, insightId: id };
    await jobs.enqueue(tx, generateInsightJob, data, { id: jobId, groupId: tenantId });
  });
}
