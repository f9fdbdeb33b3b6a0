import type { Database } from '#kernel/db/database.ts';
import { startDuty } from '#kernel/jobs/duty.ts';
import type { Logger } from '#kernel/telemetry/logger.ts';
import { GroupFinder } from './group-finder.ts';
import type { LoadWriters, OnTiles, WriteOnline } from './group-processor.ts';
import type { GroupScope } from './queries.ts';
import { runGroup } from './run-group.ts';
import { WakeUp } from './wake-up.ts';

export interface StreamOptions {
  db: Database;
  logger: Logger;
  loadWriters: LoadWriters;
  onTiles?: OnTiles;
  writeOnline?: WriteOnline;
  /** Asked about a group that this program does not compute from its own log. */
  runElsewhere?: (scope: GroupScope, signal: AbortSignal) => Promise<unknown>;
}

const LOOK_EVERY_MS = 500;

/** Computes the features of every group that no other process computes, until it is disposed. */
export async function startStreams(options: StreamOptions): Promise<AsyncDisposable> {
  const { db, logger } = options;
  await using resources = new AsyncDisposableStack();
  const wakeUp = new WakeUp();
  const controller = new AbortController();
  const running = new Map<string, Promise<unknown>>();
  const run = (scope: GroupScope): void => {
    const key = `${scope.tenantId}/${scope.name}@${scope.version}`;
    if (controller.signal.aborted || running.has(key)) return;
    const { signal } = controller;
    const ended = runGroup(scope, { ...options, wakeUp, signal })
      .then(isTaken => isTaken || options.runElsewhere?.(scope, signal))
      .catch(error => logger.error({ err: error }, 'a group could not be taken'))
      .finally(() => running.delete(key));
    running.set(key, ended);
  };
  const finder = new GroupFinder(db);
  const look = async (): Promise<void> => {
    for (const scope of await finder.find()) run(scope);
  };
  const hear = (tenantId: string): void => {
    finder.add(tenantId);
    look().catch(error => logger.error({ err: error }, 'a new group could not be looked for'));
  };
  resources.defer(async () => {
    controller.abort();
    await Promise.all(running.values());
  });
  resources.use(await db.listen('quarry_events', topic => wakeUp.wake(topic)));
  resources.use(await db.listen('quarry_features', hear));
  resources.use(startDuty({ name: 'find-free-groups', everyMs: LOOK_EVERY_MS, run: look }, logger));
  return resources.move();
}
