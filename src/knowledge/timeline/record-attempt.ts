import type { Tx } from '#kernel/db/database.ts';
import type { AttemptTimes } from './attempt-times.ts';
import * as queries from './queries.ts';
import type { AttemptFailure, AttemptKey } from './queries.ts';

/** How an attempt ended itself; `lost` and `cancelled` are said of it by others. */
export type AttemptOutcome = 'failed' | 'put-back' | 'handed-back' | 'error';

/** Opens the attempt's line in the document's timeline; earlier ones that never ended were lost with their process. */
export async function openAttempt(
  tx: Tx,
  attempt: AttemptKey & { jobId: string; queueWaitMs: number; pagesDone: number },
): Promise<void> {
  await queries.endOpenAttempts(tx, { documentId: attempt.documentId, outcome: 'lost' });
  await queries.insertAttempt(tx, attempt);
  await queries.deleteOldAttempts(tx, attempt);
}

/** With each committed window; `isReady` with the last one. */
export function noteProgress(
  tx: Tx,
  attempt: AttemptKey,
  progress: { pagesTo: number; times: AttemptTimes; isReady: boolean },
): Promise<void> {
  const { pagesTo, times, isReady } = progress;
  return queries.saveProgress(tx, { ...attempt, pagesTo, isReady, spent: times.spent });
}

export function closeAttempt(
  tx: Tx,
  attempt: AttemptKey,
  end: { outcome: AttemptOutcome; failure?: AttemptFailure; times: AttemptTimes },
): Promise<void> {
  const { outcome, failure, times } = end;
  return queries.endAttempt(tx, { ...attempt, outcome, failure, spent: times.spent });
}

/** A person called the document off, or its job gave up without a word. */
export function closeOpenAttempts(
  tx: Tx,
  options: { documentId: string; outcome: 'lost' | 'cancelled' },
): Promise<void> {
  return queries.endOpenAttempts(tx, options);
}
