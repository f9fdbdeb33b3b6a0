import type { Database } from '#kernel/db/database.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import { NotFound, StateConflict } from '#kernel/errors/common-errors.ts';
import { createId } from '#kernel/ids.ts';
import type { JobQueue } from '#kernel/jobs/job-queue.ts';
import { importTranscriptsJob } from './import-transcripts-job.ts';
import { lockImport, markCancelled, requeueImport } from './queries.ts';
import type { ImportRow } from './queries.ts';

interface Deps {
  db: Database;
  jobs: JobQueue;
}

interface Target {
  tenantId: string;
  id: string;
}

/** Stops an import where it is; what it has taken in stays. One that is over stays as it is. @throws NotFound */
export function cancelImport(deps: Deps, target: Target): Promise<ImportRow> {
  return withTransaction(deps.db, target, async tx => {
    const row = await lockImport(tx, target.id);
    if (row === undefined) throw new NotFound('import');
    const cancelled = await markCancelled(tx, row);
    if (cancelled?.job_id) await deps.jobs.cancel(tx, importTranscriptsJob, cancelled.job_id);
    return cancelled ?? row;
  });
}

/** Goes on behind the last committed item of a failed or cancelled import. @throws NotFound, StateConflict */
export function resumeImport(deps: Deps, target: Target): Promise<ImportRow> {
  return withTransaction(deps.db, target, async tx => {
    const row = await lockImport(tx, target.id);
    if (row === undefined) throw new NotFound('import');
    const jobId = createId();
    const queued = await requeueImport(tx, { id: row.id, jobId });
    if (queued === undefined) throw new StateConflict(`An import that is ${row.status} cannot be resumed.`);
    const { tenantId } = target;
    await deps.jobs.enqueue(
      tx,
      importTranscriptsJob,
      { tenantId, importId: row.id },
      { id: jobId, groupId: tenantId },
    );
    return queued;
  });
}
