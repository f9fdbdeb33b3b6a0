import type { Database } from '#kernel/db/database.ts';
import { readTogether } from '#kernel/db/read-together.ts';
import { NotFound } from '#kernel/errors/common-errors.ts';
import { endStaleRun } from './end-stale-runs.ts';
import { selectRun, selectStoredParts } from './queries.ts';
import type { RunKey, RunRow } from './queries.ts';
import { isLastPart } from './run-part.ts';
import type { StoredPart } from './run-part.ts';
import { POLL_INTERVAL_MS } from './run-timing.ts';
import type { RunWakeups } from './run-wakeups.ts';

export interface ReadRunOptions extends RunKey {
  userId: string;
  /** The number of the last part the reader has; 0 for none. */
  after: number;
  /** The beginning of the log, where whoever asks has just stored it: it is not asked for again. */
  known?: StoredPart[];
  signal: AbortSignal;
}

const PAGE = 200;

/**
 * A run's parts from anywhere in its log to its end, as they are stored, whichever process writes them.
 * Any number of readers; none of them has an effect on the run.
 */
export async function* readRun(
  db: Database,
  wakeups: RunWakeups,
  options: ReadRunOptions,
): AsyncGenerator<StoredPart> {
  const { signal } = options;
  // Before the first look, or what is stored between look and subscription would wait for the next poll.
  using subscription = wakeups.subscribe(options.runId);
  let after = options.after;
  let known = options.known?.filter(each => each.seq > after) ?? [];
  // Whether the log may hold what was not delivered: only then is it asked.
  let mayHaveMore = known.length === 0;
  while (!signal.aborted) {
    const delivered: StoredPart[] = known.length > 0 ? known : subscription.take(after);
    known = [];
    const looks: boolean = delivered.length === 0 && mayHaveMore;
    const parts: StoredPart[] | 'ended' = looks ? await lookUp(db, { ...options, after }) : delivered;
    if (parts === 'ended') return;
    mayHaveMore = looks && parts.length === PAGE;
    for (const each of parts) {
      yield each;
      after = each.seq;
      if (isLastPart(each)) return;
    }
    if (parts.length > 0) continue;
    await subscription.wait(POLL_INTERVAL_MS, signal);
    mayHaveMore = true;
  }
}

async function lookUp(db: Database, options: ReadRunOptions): Promise<StoredPart[] | 'ended'> {
  const { tenantId } = options;
  const [[run], parts] = await readTogether(db, { tenantId }, [
    { query: selectRun(options) },
    { query: selectStoredParts({ ...options, limit: PAGE }) },
  ]);
  if (run === undefined) throw new NotFound('run');
  if (parts.length > 0) return parts;
  return (await isOver(db, options, run)) ? 'ended' : [];
}

/** A reader of a run whose producer died does not wait for the maintenance. */
async function isOver(
  db: Database,
  { tenantId, runId, after }: ReadRunOptions,
  run: RunRow,
): Promise<boolean> {
  if (run.is_stale) await endStaleRun(db, { tenantId, runId, wasCancelled: run.cancel_requested });
  return run.state !== 'streaming' && after >= run.last_seq;
}
