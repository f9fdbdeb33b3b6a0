import type { Database } from '#kernel/db/database.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import { NotFound } from '#kernel/errors/common-errors.ts';
import type { JobQueue } from '#kernel/jobs/job-queue.ts';
import { emptyTrash } from '#kernel/trash/empty-trash.ts';
import { showDeleted } from '#kernel/trash/show-deleted.ts';
import { generateInsightJob } from '../generate-insight-job.ts';
import { lockInsight, setStatus, UNFINISHED } from '../queries.ts';
import { markDeleted, removeRow, removeRows, unmarkDeleted } from './queries.ts';

interface Key {
  tenantId: string;
  id: string;
}

/** Hides an insight; it can be restored for 30 days. One that is being written is stopped. @throws NotFound */
export function deleteInsight(
  { db, jobs }: { db: Database; jobs: JobQueue },
  { tenantId, id }: Key,
): Promise<void> {
  return withTransaction(db, { tenantId }, async tx => {
    const row = await lockInsight(tx, id);
    if (row === undefined) throw new NotFound('insight');
    const cancelled = await setStatus(tx, id, { from: UNFINISHED, status: 'cancelled' });
    if (cancelled?.job_id != null) await jobs.cancel(tx, generateInsightJob, cancelled.job_id);
    await showDeleted(tx);
    await markDeleted(tx, id);
  });
}

/** Takes a deletion back; what is not deleted stays as it is. @throws NotFound once it is gone for good. */
export function restoreInsight(db: Database, { tenantId, id }: Key): Promise<void> {
  return withTransaction(db, { tenantId }, async tx => {
    await showDeleted(tx);
    if ((await lockInsight(tx, id)) === undefined) throw new NotFound('insight');
    await unmarkDeleted(tx, id);
  });
}

/** For good. @throws NotFound when no deleted insight has the id. */
export function removeInsight(db: Database, { tenantId, id }: Key): Promise<void> {
  return withTransaction(db, { tenantId }, async tx => {
    await showDeleted(tx);
    if (!(await removeRow(tx, id))) throw new NotFound('insight');
  });
}

/** Maintenance: removes insights for good whose days in the trash are over. */
export const emptyInsightTrash = (db: Database): Promise<number> =>
  emptyTrash(db, { table: 'insights', remove: removeRows });
