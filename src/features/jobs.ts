import type { Database } from '#kernel/db/database.ts';
import type { Duty } from '#kernel/jobs/duty.ts';
import { pruneLog } from './events/prune-log.ts';
import { pruneTiles } from './tiles/prune-tiles.ts';

/** Upkeep that every worker does beside its jobs. */
export function featureDuties({ db, eventLogDays }: { db: Database; eventLogDays: number }): Duty[] {
  return [pruneTiles(db), pruneLog(db, eventLogDays)];
}
