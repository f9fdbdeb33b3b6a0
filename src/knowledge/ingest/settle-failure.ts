import { putBackAfterMs } from '#ai/calls/put-back-after.ts';
import { ProviderError, ProviderOverloaded, ProviderRefused } from '#ai/provider-errors.ts';
import { BlobNotFound } from '#kernel/blobs/blob-store.ts';
import type { Database, Tx } from '#kernel/db/database.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import type { AppError } from '#kernel/errors/app-error.ts';
import type { JobContext, JobOutcome } from '#kernel/jobs/define-job.ts';
import type { JobAbort } from '#kernel/jobs/job-abort.ts';
import { QuotaExceeded } from '#usage/holds/quota-exceeded.ts';
import { releaseSubject } from '#usage/holds/work-in-steps.ts';
import { ExtractionError } from '#knowledge/extract/extraction-error.ts';
import { SourceRefused, SourceUnavailable } from '#knowledge/fetch/source-errors.ts';
import type { AttemptTimes } from '#knowledge/timeline/attempt-times.ts';
import { closeAttempt } from '#knowledge/timeline/record-attempt.ts';
import { WrongDimension } from '#knowledge/index/insert-vectors.ts';
import { subjectOf } from './meter-document.ts';
import { findPagesDone, markFailed, noteFailure, notePutBack } from './queries.ts';
import type { Failure } from './queries.ts';
import type { Ingestion } from '#knowledge/ingest/windows/ingestion.ts';
import { writeFenced } from '#knowledge/ingest/windows/write-window.ts';

interface Deps {
  db: Database;
  putBackLimitSeconds?: number;
}

interface FailedAttempt {
  ingestion: Ingestion;
  context: JobContext;
  times: AttemptTimes;
  error: unknown;
}

const PUT_BACK_LIMIT_SECONDS = 3_600;

const UNEXPECTED: Failure = {
  code: 'unexpected',
  message: 'Something unexpected went wrong; it is tried again.',
  next_step: null,
};

const TOO_LONG: Failure = {
  code: 'deadline',
  message: 'This attempt ran longer than it may; the next one goes on behind it.',
  next_step: null,
};

/**
 * What the file, the plan or the set-up is at fault for fails the document; a provider that asks for a pause gets it,
 * up to a limit; anything else is thrown on and retried. Each is noted in the timeline.
 */
export async function settleFailure(deps: Deps, attempt: FailedAttempt): Promise<JobOutcome> {
  const { context, ingestion, error } = attempt;
  if (context.signal.aborted) return await settleAbort(deps, attempt, context.signal.reason as JobAbort);
  if (isOutOfTime(error) && context.attempt < MAX_ATTEMPTS_OUT_OF_TIME)
    return await goOn(deps, attempt, error);
  if (isFinal(error)) return await failDocument(deps, attempt, error);
  if (error instanceof ProviderOverloaded) return await putBack(deps, attempt, error);
  if (error instanceof ProviderError || error instanceof SourceUnavailable) {
    context.logger.warn({ err: error }, 'what the document needs from elsewhere did not come');
    const failure = asFailure(error);
    await closeAs(deps, attempt, failure, tx => noteFailure(tx, ingestion, failure));
    throw error;
  }
  // The database itself may be what failed: then the next attempt closes this one.
  await Promise.allSettled([closeAs(deps, attempt, UNEXPECTED)]);
  throw error;
}

/** Trying again would end the same way, until somebody changes something. */
const isFinal = (error: unknown): error is AppError =>
  [ExtractionError, SourceRefused, BlobNotFound, ProviderRefused, WrongDimension, QuotaExceeded].some(
    kind => error instanceof kind,
  );

/** A machine that is busy gives a reader little of its time; a file that is at fault gets nowhere however often. */
const MAX_ATTEMPTS_OUT_OF_TIME = 20;

const isOutOfTime = (error: unknown): error is ExtractionError =>
  error instanceof ExtractionError && error.code === 'extraction-timeout';

/** A reader that ran out of time goes on behind its last window, if it got that far. */
async function goOn(deps: Deps, attempt: FailedAttempt, error: ExtractionError): Promise<JobOutcome> {
  const { ingestion, times } = attempt;
  let gotFurther = false;
  await writeFenced(deps.db, attempt, async tx => {
    gotFurther = (await findPagesDone(tx, ingestion)) > ingestion.pagesDone;
    if (!gotFurther) return endAsFailed(tx, attempt, asFailure(error));
    await closeAttempt(tx, ingestion, { outcome: 'error', failure: asFailure(error), times });
  });
  return gotFurther ? { kind: 'retry', afterMs: 0, reason: error.code } : { kind: 'done' };
}

async function failDocument(deps: Deps, attempt: FailedAttempt, error: AppError): Promise<JobOutcome> {
  const { ingestion, context } = attempt;
  context.logger.info({ err: error, document_id: ingestion.documentId }, 'the document cannot be read');
  await writeFenced(deps.db, attempt, tx => endAsFailed(tx, attempt, asFailure(error)));
  return { kind: 'done' };
}

async function endAsFailed(tx: Tx, { ingestion, times }: FailedAttempt, failure: Failure): Promise<void> {
  await markFailed(tx, ingestion, failure);
  await closeAttempt(tx, ingestion, { outcome: 'failed', failure, times });
  await releaseSubject(tx, subjectOf(ingestion));
}

async function putBack(deps: Deps, attempt: FailedAttempt, error: ProviderOverloaded): Promise<JobOutcome> {
  const { ingestion, times } = attempt;
  const limitSeconds = deps.putBackLimitSeconds ?? PUT_BACK_LIMIT_SECONDS;
  let isOver = false;
  await writeFenced(deps.db, attempt, async tx => {
    isOver = (await notePutBack(tx, ingestion)) >= limitSeconds;
    if (isOver) return endAsFailed(tx, attempt, asLastFailure(error, limitSeconds));
    await closeAttempt(tx, ingestion, { outcome: 'put-back', failure: asFailure(error), times });
  });
  return isOver ? { kind: 'done' } : { kind: 'retry', afterMs: putBackAfterMs(error)!, reason: error.code };
}

/** A lost lease writes nothing, and who cancelled has closed the attempt already. */
async function settleAbort(deps: Deps, attempt: FailedAttempt, abort: JobAbort): Promise<never> {
  const { ingestion, times } = attempt;
  const ends = {
    shutdown: { outcome: 'handed-back', times },
    deadline: { outcome: 'error', failure: TOO_LONG, times },
  } as const;
  // Its own line, which no other attempt writes: that needs no fence, which lets nothing pass any more.
  if (abort.kind === 'shutdown' || abort.kind === 'deadline')
    await Promise.allSettled([
      withTransaction(deps.db, ingestion, tx =>
        closeAttempt(tx, ingestion, ends[abort.kind as keyof typeof ends]),
      ),
    ]);
  throw abort;
}

async function closeAs(
  deps: Deps,
  attempt: FailedAttempt,
  failure: Failure,
  write?: (tx: Tx) => Promise<void>,
): Promise<void> {
  const { ingestion, times } = attempt;
  await writeFenced(deps.db, attempt, async tx => {
    await write?.(tx);
    await closeAttempt(tx, ingestion, { outcome: 'error', failure, times });
  });
}

const asFailure = (error: AppError): Failure => ({
  code: error.code,
  message: error.message,
  next_step: error.nextStep ?? null,
});

/** It was heard out for as long as makes sense. */
function asLastFailure(error: ProviderOverloaded, limitSeconds: number): Failure {
  const minutes = Math.max(1, Math.round(limitSeconds / 60));
  return {
    ...asFailure(error),
    message: `${error.message} It asked for pauses for ${minutes} min and let nothing through.`,
    next_step: 'Retry the document when the provider has room again, or raise its limits there.',
  };
}
