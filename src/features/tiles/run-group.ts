import type { Database } from '#kernel/db/database.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import { systemClock } from '#kernel/clock.ts';
import { createId } from '#kernel/ids.ts';
import { AppError } from '#kernel/errors/app-error.ts';
import type { Logger } from '#kernel/telemetry/logger.ts';
import { compileGroup } from '../definitions/compile-group.ts';
import { loadDefinition } from '../definitions/load-definition.ts';
import { GroupLost, GroupProcessor } from './group-processor.ts';
import type { LoadWriters, OnTiles, WriteOnline } from './group-processor.ts';
import { LEASE_MS, RENEW_EVERY_MS } from './lease.ts';
import { claimGroup, releaseGroup } from './queries.ts';
import type { GroupScope, Hold, StoredPositions } from './queries.ts';
import type { WakeUp } from './wake-up.ts';

export interface GroupRunOptions {
  db: Database;
  logger: Logger;
  loadWriters: LoadWriters;
  onTiles?: OnTiles;
  writeOnline?: WriteOnline;
  /** Called again whenever the topic has grown. */
  wakeUp: WakeUp;
  signal: AbortSignal;
}

const BATCH_EVENTS = 5_000;

/** Works on a group until the signal ends, another process has it, or it may not run; true: it was taken at all. */
export async function runGroup(scope: GroupScope, options: GroupRunOptions): Promise<boolean> {
  const { db, logger } = options;
  const claimed = await withTransaction(db, scope, async tx => {
    const progress = await claimGroup(tx, { ...scope, holder: createId(), leaseMs: LEASE_MS });
    return progress && { progress, group: await loadDefinition(tx, scope) };
  });
  if (claimed === undefined) return false;
  const hold: Hold = { ...scope, epoch: claimed.progress.epoch };
  const log = logger.child({ group: `${scope.name}@${scope.version}` });
  try {
    const processor = new GroupProcessor({
      db,
      hold,
      compiled: compileGroup(claimed.group),
      positions: claimed.progress.positions as StoredPositions,
      settledMs: claimed.progress.settled_ms,
      loadWriters: options.loadWriters,
      leaseMs: LEASE_MS,
      onTiles: options.onTiles,
      writeOnline: options.writeOnline,
    });
    await processUntilStopped(processor, { ...options, topic: claimed.group.topic, logger: log });
    await processor.settle();
  } catch (error) {
    if (error instanceof GroupLost) log.info('the group is another process’s now');
    else log.error({ err: error }, 'a group stopped; it is taken up again from what is committed');
  } finally {
    await Promise.allSettled([withTransaction(db, scope, tx => releaseGroup(tx, hold))]);
  }
  return true;
}

async function processUntilStopped(
  processor: GroupProcessor,
  { signal, wakeUp, topic, logger }: GroupRunOptions & { topic: string },
): Promise<void> {
  let renewedAtMs = systemClock.elapsedMs();
  while (!signal.aborted) {
    // Asked for before the log is read: what is appended meanwhile is not slept through.
    const woken = wakeUp.next(topic, RENEW_EVERY_MS, signal);
    const pausedReason = await stepOrPause(processor, logger);
    if (pausedReason === undefined) {
      renewedAtMs = systemClock.elapsedMs();
      continue;
    }
    await woken;
    if (signal.aborted || systemClock.elapsedMs() - renewedAtMs < RENEW_EVERY_MS) continue;
    await processor.renew(pausedReason);
    renewedAtMs = systemClock.elapsedMs();
  }
}

/** Undefined: there was something to do. Else there is nothing to do now, and why when that is no good reason. */
async function stepOrPause(processor: GroupProcessor, logger: Logger): Promise<string | null | undefined> {
  try {
    return (await processor.step(BATCH_EVENTS)) > 0 ? undefined : null;
  } catch (error) {
    if (!(error instanceof AppError && error.code === 'registry-away')) throw error;
    logger.warn({ err: error }, 'the schema registry is away; the group waits');
    return error.message;
  }
}
