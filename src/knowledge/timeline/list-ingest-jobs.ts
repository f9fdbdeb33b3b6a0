import type { Database, Tx } from '#kernel/db/database.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import type { JobQueue } from '#kernel/jobs/job-queue.ts';
import { ingestDocumentJob } from '#knowledge/ingest/ingest-document-job.ts';
import { listAttemptsOfJobs, listDocumentsByIds } from './queries.ts';
import type { AttemptRow, DocumentOfJob } from './queries.ts';

type ListedJob = Awaited<ReturnType<JobQueue['list']>>[number];

export interface IngestJob extends ListedJob {
  state: 'queued' | 'running' | 'dead';
  documentId: string;
  /** Undefined when it was deleted meanwhile. */
  document?: DocumentOfJob;
  timeline: AttemptRow[];
}

/** One tenant's jobs in a state, newest first, with the row that tells whether another page follows. */
export function listIngestJobs(
  deps: { db: Database; jobs: JobQueue },
  options: { tenantId: string; state: IngestJob['state']; limit: number; before?: string },
): Promise<IngestJob[]> {
  return withTransaction(deps.db, options, async tx => {
    const { tenantId: groupId, ...page } = options;
    return addDocuments(tx, options.state, await deps.jobs.list(tx, ingestDocumentJob, { ...page, groupId }));
  });
}

/** The job store knows no tenants of its own; what is added here is read under the tenant's policy. */
async function addDocuments(tx: Tx, state: IngestJob['state'], jobs: ListedJob[]): Promise<IngestJob[]> {
  if (jobs.length === 0) return [];
  const documentIds = jobs.map(job => ingestDocumentJob.schema.parse(job.data).documentId);
  const documents = await listDocumentsByIds(tx, documentIds);
  const attempts = await listAttemptsOfJobs(
    tx,
    jobs.map(job => job.id),
  );
  return jobs.map((job, index) => ({
    ...job,
    state,
    documentId: documentIds[index]!,
    document: documents.find(each => each.id === documentIds[index]),
    timeline: attempts.filter(each => each.job_id === job.id),
  }));
}
