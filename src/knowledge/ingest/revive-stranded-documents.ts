import { listTenantIds } from '#kernel/db/list-tenant-ids.ts';
import type { Database } from '#kernel/db/database.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import { createId } from '#kernel/ids.ts';
import type { Duty } from '#kernel/jobs/duty.ts';
import type { JobQueue } from '#kernel/jobs/job-queue.ts';
import { ingestDocumentJob } from './ingest-document-job.ts';
import { listQuietDocuments, replaceJob } from './queries.ts';

const QUIET_SECONDS = 45;
const BATCH = 200;

/**
 * No document waits for ever: whatever became of its job (a store restored from a backup, a row removed by hand),
 * an unfinished document without a live one gets a new one.
 */
export function reviveStrandedDocuments(deps: { db: Database; jobs: JobQueue }): Duty {
  return {
    name: 'revive-stranded-documents',
    everyMs: 30_000,
    run: async ({ signal, logger }) => {
      const tenantIds = await listTenantIds(deps.db);
      for (const tenantId of tenantIds) {
        if (signal.aborted) return;
        const revived = await reviveOfTenant(deps, tenantId);
        if (revived > 0) logger.warn({ tenant_id: tenantId, revived }, 'documents had lost their jobs');
      }
    },
  };
}

function reviveOfTenant(deps: { db: Database; jobs: JobQueue }, tenantId: string): Promise<number> {
  return withTransaction(deps.db, { tenantId }, async tx => {
    const quiet = await listQuietDocuments(tx, { quietSeconds: QUIET_SECONDS, limit: BATCH });
    const jobIds = quiet.flatMap(document => document.job_id ?? []);
    const live = await deps.jobs.listLive(tx, ingestDocumentJob, jobIds);
    let revived = 0;
    for (const { id, job_id: oldJobId } of quiet) {
      if (oldJobId !== null && live.has(oldJobId)) continue;
      const jobId = createId();
      if (!(await replaceJob(tx, { id, oldJobId, jobId }))) continue;
      const data = { tenantId, documentId: id };
      await deps.jobs.enqueue(tx, ingestDocumentJob, data, { id: jobId, groupId: tenantId });
      revived += 1;
    }
    return revived;
  });
}
