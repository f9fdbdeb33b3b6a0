import { z } from 'zod';
import type { Database } from '#kernel/db/database.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import { declareJob, defineJob } from '#kernel/jobs/define-job.ts';
import type { JobDefinition } from '#kernel/jobs/define-job.ts';
import { eraseFiles } from './erase-files.ts';
import type { FileStores } from './erase-files.ts';
import { eraseTables, eraseTenant } from './erase-tables.ts';
import { findDeletion, noteCount } from './queries.ts';

/** Names the deletion and not the workspace: the job outlives it. */
export const deleteWorkspaceJob = declareJob({
  name: 'delete-workspace',
  schema: z.object({ deletionId: z.uuid() }),
  retryLimit: 100,
  deadlineSeconds: 6 * 3_600,
  concurrency: 1,
});

export interface DeletionDeps {
  db: Database;
  files: FileStores;
  /** Of stores besides the database and those of files. @returns how many entries there were. */
  forgetOnline?: (tenantId: string) => Promise<number>;
}

export function deletionJobs(deps: DeletionDeps): JobDefinition[] {
  return [
    defineJob({
      ...deleteWorkspaceJob,
      run: async ({ deletionId: id }, { signal }) => {
        const found = await withTransaction(deps.db, { maintenance: true }, tx => findDeletion(tx, id));
        const tenantId = found?.subject ?? undefined;
        if (tenantId === undefined) return { kind: 'cancel', reason: 'it is gone already' };
        await deleteWorkspace(deps, { id, tenantId, signal });
        return { kind: 'done' };
      },
    }),
  ];
}

/** Rows first, so that nothing leads to a file any more; each step may be repeated. */
async function deleteWorkspace(
  deps: DeletionDeps,
  erasure: { id: string; tenantId: string; signal: AbortSignal },
): Promise<void> {
  const { id, tenantId } = erasure;
  const tell = (kind: string, count: number): Promise<void> =>
    withTransaction(deps.db, { maintenance: true }, tx => noteCount(tx, { id, kind, count }));
  await eraseTables(deps.db, erasure);
  await eraseFiles(deps.files, tenantId, tell);
  await tell('keys in Redis', (await deps.forgetOnline?.(tenantId)) ?? 0);
  await eraseTenant(deps.db, erasure);
}
