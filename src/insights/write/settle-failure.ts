import { putBackAfterMs } from '#ai/calls/put-back-after.ts';
import { ProviderOverloaded, ProviderRefused } from '#ai/provider-errors.ts';
import type { Database, Tx } from '#kernel/db/database.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import type { AppError } from '#kernel/errors/app-error.ts';
import type { JobOutcome } from '#kernel/jobs/define-job.ts';
import { JobAbort } from '#kernel/jobs/job-abort.ts';
import { showDeleted } from '#kernel/trash/show-deleted.ts';
import { QuotaExceeded } from '#usage/holds/quota-exceeded.ts';
import { setStatus } from '../queries.ts';
import type { Failure } from '../queries.ts';
import { InsightFailure } from './insight-failure.ts';
import { holdAttempt } from './queries.ts';
import type { SectionBill } from './section-bill.ts';
import { writeFenced } from './write-fenced.ts';
import type { Attempt } from './write-fenced.ts';

interface FailedAttempt extends Attempt {
  /** Of the section in which it failed. */
  bill?: SectionBill;
  error: unknown;
}

/**
 * Bills what the broken section had used. What the plan, the set-up or the model's replies are at fault for fails the
 * insight; a provider that asks for a pause gets it; anything else is thrown on and retried.
 */
export async function settleFailure(db: Database, failed: FailedAttempt): Promise<JobOutcome> {
  const { context, error } = failed;
  if (context.signal.aborted) return await settleAbort(db, failed, context.signal.reason as JobAbort);
  if (error instanceof JobAbort) return await settleAbort(db, failed, error);
  const failure = finalFailureOf(error);
  if (failure !== undefined) {
    const rawReply = error instanceof InsightFailure ? error.rawReply : null;
    context.logger.info(
      { err: error, insight_id: failed.attempt.insightId },
      'the insight cannot be written',
    );
    await writeFenced(db, failed, async tx => {
      await setStatus(tx, failed.attempt.insightId, {
        from: ['generating'],
        status: 'failed',
        failure,
        rawReply,
      });
      await failed.bill?.settle(tx);
    });
    return { kind: 'done' };
  }
  // The database itself may be what failed: then the next attempt gives back what this one held.
  await Promise.allSettled([writeFenced(db, failed, async tx => failed.bill?.settle(tx))]);
  if (error instanceof ProviderOverloaded)
    return { kind: 'retry', afterMs: putBackAfterMs(error)!, reason: error.code };
  throw error;
}

/** Trying again would end the same way, until somebody changes something. */
function finalFailureOf(error: unknown): Failure | undefined {
  if (error instanceof InsightFailure) return error.failure;
  if (!(error instanceof ProviderRefused || error instanceof QuotaExceeded)) return undefined;
  const { code, message, nextStep }: AppError = error;
  return { code, message, next_step: nextStep ?? null };
}

/** A stopped call is billed for what it had used by then; a lost lease is the next attempt's to settle. */
async function settleAbort(db: Database, failed: FailedAttempt, abort: JobAbort): Promise<never> {
  const { attempt, bill } = failed;
  const isOurs = abort.kind === 'shutdown' || abort.kind === 'deadline';
  const settle = async (tx: Tx): Promise<void> => {
    await showDeleted(tx);
    const held =
      (await holdAttempt(tx, attempt, 'cancelled')) ?? (isOurs ? await holdAttempt(tx, attempt) : undefined);
    if (held !== undefined) await bill?.settle(tx);
  };
  if (bill !== undefined) await Promise.allSettled([withTransaction(db, attempt, settle)]);
  throw abort;
}
