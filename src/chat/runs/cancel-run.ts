import { systemClock } from '#kernel/clock.ts';
import type { Database } from '#kernel/db/database.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import { NotFound } from '#kernel/errors/common-errors.ts';
import { endStaleRun } from './end-stale-runs.ts';
import { findRun, requestCancel } from './queries.ts';
import type { RunKey, RunRow } from './queries.ts';
import type { RunState } from './run-part.ts';
import type { RunWakeups } from './run-wakeups.ts';

interface CancelRunOptions extends RunKey {
  userId: string;
  wakeups: RunWakeups;
  /** Ends the run if this process writes it. */
  stopHere: (runId: string) => void;
}

/** The answer to "stop" should say that it stopped; beyond this it says how things stand. */
const WAIT_MS = 2_000;
const LOOK_AGAIN_MS = 250;

/**
 * Stops a run wherever it is written, before its first token too; one that has ended stays as it is.
 * @throws NotFound when it is not the user's.
 */
export async function cancelRun(
  db: Database,
  options: CancelRunOptions,
): Promise<{ id: string; state: RunState }> {
  const { tenantId, runId, wakeups, stopHere } = options;
  using subscription = wakeups.subscribe(runId);
  const giveUpAt = systemClock.elapsedMs() + WAIT_MS;
  let run = await withTransaction(db, { tenantId }, async tx => {
    const found = await getRun(tx, options);
    await requestCancel(tx, { tenantId, runId });
    return found;
  });
  stopHere(runId);
  if (run.is_stale) await endStaleRun(db, { tenantId, runId, wasCancelled: true });
  while (run.state === 'streaming' && systemClock.elapsedMs() < giveUpAt) {
    await subscription.wait(LOOK_AGAIN_MS, new AbortController().signal);
    run = await withTransaction(db, { tenantId }, tx => getRun(tx, options));
  }
  return { id: runId, state: run.state };
}

async function getRun(tx: Parameters<typeof findRun>[0], options: CancelRunOptions): Promise<RunRow> {
  const run = await findRun(tx, options);
  if (run === undefined) throw new NotFound('run');
  return run;
}
