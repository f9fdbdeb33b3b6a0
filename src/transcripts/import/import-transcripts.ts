import { BlobNotFound } from '#kernel/blobs/blob-store.ts';
import type { BlobStore } from '#kernel/blobs/blob-store.ts';
import type { Database, Tx } from '#kernel/db/database.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import { failpoint } from '#kernel/failpoints.ts';
import type { JobContext, JobOutcome } from '#kernel/jobs/define-job.ts';
import { JobAbort } from '#kernel/jobs/job-abort.ts';
import type { JobQueue } from '#kernel/jobs/job-queue.ts';
import { mapAhead } from '#knowledge/ingest/windows/map-ahead.ts';
import { startScoring } from '../sentiment/start-scoring.ts';
import { ensureMonth } from '../timeline/ensure-month.ts';
import { deleteImportFileJob } from './delete-import-file-job.ts';
import { ImportFault } from './import-fault.ts';
import { importKeyOf } from './import-key.ts';
import { parseFile } from './parser/start-parser.ts';
import {
  beginAttempt,
  findImport,
  holdImport,
  insertRejects,
  insertTranscripts,
  markFailed,
  saveProgress,
} from './queries.ts';
import type { Failure, ImportAttempt } from './queries.ts';
import type { Batch } from './read-batches.ts';

export interface ImportDeps {
  db: Database;
  /** Of imports alone, apart from the documents' files. */
  blobs: BlobStore;
  jobs: JobQueue;
}

/**
 * Not waited for until it is on the disk: a database that falls loses rows and position together, and the import goes on
 * from there. The last batch is waited for, and with it all before it.
 */
const BEFORE_THE_LAST = { synchronous_commit: 'off' };

/**
 * Reads a file batch by batch from behind the last committed one. A batch is one transaction: its conversations, what was
 * set aside, the counts and the position; the last one ends the import and asks for the scoring.
 */
export async function importTranscripts(
  deps: ImportDeps,
  data: { tenantId: string; importId: string },
  context: JobContext,
): Promise<JobOutcome> {
  const attempt = await withTransaction(deps.db, data, async tx => {
    const begun = await beginAttempt(tx, { ...data, jobId: context.jobId });
    if (begun !== undefined) await context.fence(tx);
    return begun;
  });
  if (attempt === undefined) return { kind: 'cancel', reason: 'the import waits for no reading' };
  try {
    await readAndWrite(deps, attempt, context);
  } catch (error) {
    const failure = asFailure(error);
    if (failure === undefined) throw error;
    await writeFenced(deps.db, { attempt, context }, tx => markFailed(tx, attempt.importId, failure));
  }
  return { kind: 'done' };
}

async function readAndWrite(deps: ImportDeps, attempt: ImportAttempt, context: JobContext): Promise<void> {
  const { tenantId, importId: id, fileName, path: arrayPath, from } = attempt;
  await using file = await deps.blobs.localFile(importKeyOf({ tenantId, id }));
  const known = new Set<string>();
  // While a batch is written, the next one is read.
  const batches = mapAhead({
    read: signal => parseFile({ path: file.path, fileName, arrayPath, from }, signal),
    work: async (batch: Batch) => {
      await makeMonths(deps.db, { tenantId, months: batch.head.months, known });
      return batch;
    },
    ahead: 1,
    signal: context.signal,
  });
  for await (const batch of batches) {
    const settings = batch.head.isLast ? undefined : BEFORE_THE_LAST;
    await writeFenced(deps.db, { attempt, context, settings }, tx => writeBatch(deps, tx, attempt, batch));
    await failpoint('import-batch-committed');
    context.progress({ stage: 'importing', done: batch.head.bytesRead });
  }
}

/** In transactions of their own: a new partition locks for a moment what all tenants write to. */
async function makeMonths(
  db: Database,
  { tenantId, months, known }: { tenantId: string; months: string[]; known: Set<string> },
): Promise<void> {
  for (const at of months) {
    const month = at.slice(0, 7);
    if (known.has(month)) continue;
    await withTransaction(db, { tenantId }, tx => ensureMonth(tx, at));
    known.add(month);
  }
}

/** @throws JobAbort when the import or the job is somebody else's by now, or cancelled. */
function writeFenced(
  db: Database,
  {
    attempt,
    context,
    settings,
  }: { attempt: ImportAttempt; context: JobContext; settings?: Record<string, string> },
  write: (tx: Tx) => Promise<void>,
): Promise<void> {
  return withTransaction(db, { tenantId: attempt.tenantId, settings }, async tx => {
    if (!(await holdImport(tx, attempt))) throw new JobAbort('lease-lost');
    await context.fence(tx);
    await write(tx);
  });
}

async function writeBatch(deps: ImportDeps, tx: Tx, attempt: ImportAttempt, batch: Batch): Promise<void> {
  const { tenantId, importId } = attempt;
  const { head, rows } = batch;
  const added = head.accepted === 0 ? 0 : await insertTranscripts(tx, { tenantId, importId, rows });
  await insertRejects(tx, attempt, head.rejects);
  await saveProgress(tx, attempt, { ...head, added });
  await failpoint('import-batch-written');
  if (head.isLast) await finish(deps, tx, attempt);
}

async function finish({ jobs }: ImportDeps, tx: Tx, { tenantId, importId }: ImportAttempt): Promise<void> {
  const key = importKeyOf({ tenantId, id: importId });
  await jobs.enqueue(tx, deleteImportFileJob, { key }, { groupId: tenantId });
  const done = await findImport(tx, importId);
  if (done === undefined || done.accepted === 0) return;
  await startScoring(tx, jobs, {
    tenantId,
    since: done.first_at!,
    until: justAfter(done.last_at!),
    importId,
  });
}

/** Undefined where another try may do better. */
function asFailure(error: unknown): Failure | undefined {
  if (error instanceof ImportFault || error instanceof BlobNotFound)
    return { code: error.code, message: error.message, next_step: error.nextStep ?? null };
  return undefined;
}

/** Spans do not include their end. */
const justAfter = (at: Date): Date => new Date(at.getTime() + 1);
