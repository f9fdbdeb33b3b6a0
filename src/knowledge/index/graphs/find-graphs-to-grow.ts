import { listTenantIds } from '#kernel/db/list-tenant-ids.ts';
import type { Database } from '#kernel/db/database.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import type { Duty } from '#kernel/jobs/duty.ts';
import type { JobQueue } from '#kernel/jobs/job-queue.ts';
import { growGraphJob } from './grow-graph-job.ts';
import { planFor } from './grow-graph.ts';
import { listActiveSets } from './queries.ts';

/** Looks which libraries have outgrown their graph, or have grown large enough for one, and plans the job for each. */
export function findGraphsToGrow(deps: { db: Database; jobs: JobQueue }): Duty {
  return {
    name: 'find-graphs-to-grow',
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

async function visitTenant({ db, jobs }: { db: Database; jobs: JobQueue }, tenantId: string): Promise<void> {
  await withTransaction(db, { tenantId }, async tx => {
    for (const set of await listActiveSets(tx, tenantId)) {
      const { upkeep, obsolete } = await planFor(tx, db, { tenantId, setId: set.id, set });
      if (upkeep.kind === 'none' && obsolete.length === 0) continue;
      await jobs.enqueue(tx, growGraphJob, { tenantId, setId: set.id }, { singletonKey: `graph-${set.id}` });
    }
  });
}
