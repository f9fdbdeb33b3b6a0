import { listTenantIds } from '#kernel/db/list-tenant-ids.ts';
import type { Database } from '#kernel/db/database.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import type { Duty } from '#kernel/jobs/duty.ts';
import type { JobQueue } from '#kernel/jobs/job-queue.ts';
import { listOutdatedLibraries } from './queries.ts';
import { switchModelJob } from './switch-model-job.ts';

/** Looks which libraries have vectors of another model than the configured one, and plans the switch of each. */
export function findOutdatedLibraries(deps: { db: Database; jobs: JobQueue; model: string }): Duty {
  return {
    name: 'find-outdated-libraries',
    everyMs: 30_000,
    run: async ({ signal }) => {
      const tenantIds = await listTenantIds(deps.db);
      for (const tenantId of tenantIds) {
        signal.throwIfAborted();
        await visitTenant(deps, tenantId);
      }
    },
  };
}

async function visitTenant(
  { db, jobs, model }: { db: Database; jobs: JobQueue; model: string },
  tenantId: string,
): Promise<void> {
  await withTransaction(db, { tenantId }, async tx => {
    for (const libraryId of await listOutdatedLibraries(tx, tenantId, model)) {
      await jobs.enqueue(
        tx,
        switchModelJob,
        { tenantId, libraryId, model },
        { singletonKey: `switch-${libraryId}` },
      );
    }
  });
}
