import type { Database, Tx } from '#kernel/db/database.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import type { JobQueue } from '#kernel/jobs/job-queue.ts';
import { ingestDocumentJob } from '#knowledge/ingest/ingest-document-job.ts';
import { listLatestAttempts, listPaces } from './queries.ts';
import type { LatestAttempt, Pace } from './queries.ts';

/** What of a document an estimate needs. */
export interface UnfinishedDocument {
  id: string;
  status: string;
  job_id: string | null;
  format: string | null;
  byte_size: number;
  pages_done: number;
  page_count: number | null;
}

export interface Estimate {
  /** Null where nothing comparable has been read yet. */
  etaSeconds: number | null;
  /** 1 is next; null once it is being read, and far behind. */
  queuePosition: number | null;
  stalled: boolean;
}

const STALLED_SECONDS = 120;

/** When unfinished documents will be ready, by the tenant's own history and their own pace, and where they wait. */
export function estimateProgress(
  deps: { db: Database; jobs: JobQueue },
  options: { tenantId: string; documents: readonly UnfinishedDocument[] },
): Promise<Map<string, Estimate>> {
  const { documents } = options;
  return withTransaction(deps.db, options, async tx => {
    const places = await deps.jobs.places(tx, ingestDocumentJob, waitingJobs(documents));
    const running = documents.filter(document => document.status !== 'pending');
    const estimates = await estimateRunning(tx, running);
    for (const { id, job_id: jobId, status } of documents) {
      if (status !== 'pending') continue;
      const queuePosition = places.get(jobId ?? '') ?? null;
      estimates.set(id, { etaSeconds: null, queuePosition, stalled: false });
    }
    return estimates;
  });
}

const waitingJobs = (documents: readonly UnfinishedDocument[]): string[] =>
  documents.flatMap(({ status, job_id: jobId }) => (status === 'pending' && jobId !== null ? [jobId] : []));

async function estimateRunning(tx: Tx, documents: readonly UnfinishedDocument[]) {
  const estimates = new Map<string, Estimate>();
  if (documents.length === 0) return estimates;
  const attempts = await listLatestAttempts(
    tx,
    documents.map(document => document.id),
  );
  const paces = await listPaces(tx);
  for (const attempt of attempts) {
    const document = documents.find(each => each.id === attempt.document_id)!;
    estimates.set(document.id, {
      etaSeconds: estimateSeconds(document, attempt, paces),
      queuePosition: null,
      stalled: attempt.quiet_seconds > STALLED_SECONDS,
    });
  }
  return estimates;
}

/** By pages where their number is known, else by bytes; by the document's own pace once it has one. */
export function estimateSeconds(
  document: UnfinishedDocument,
  attempt: LatestAttempt,
  paces: readonly Pace[],
): number | null {
  const { page_count: total, pages_done: done, byte_size: bytes, format } = document;
  const pace = sumOf(paces.filter(each => format === null || each.format === format));
  if (total === null) {
    if (pace.bytes === 0) return null;
    return atLeastOne((bytes * pace.seconds) / pace.bytes - attempt.worked_seconds - attempt.quiet_seconds);
  }
  const ownPages = attempt.pages_to - attempt.pages_from;
  const own = { pages: ownPages, seconds: attempt.worked_seconds };
  const { pages, seconds } = ownPages > 0 ? own : pace;
  return pages === 0 ? null : atLeastOne(((total - done) * seconds) / pages - attempt.quiet_seconds);
}

const atLeastOne = (seconds: number): number => Math.max(1, Math.ceil(seconds));

function sumOf(paces: readonly Pace[]): Pace {
  const sum: Pace = { format: null, pages: 0, bytes: 0, seconds: 0 };
  for (const pace of paces) {
    sum.pages += pace.pages;
    sum.bytes += pace.bytes;
    sum.seconds += pace.seconds;
  }
  return sum;
}
