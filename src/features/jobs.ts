import type { Database } from '#kernel/db/database.ts';
import type { Duty } from '#kernel/jobs/duty.ts';
import { pruneTiles } from './tiles/prune-tiles.ts';

/** Upkeep that every worker does beside its jobs. */
export function featureDuties({ db }: { db: Database }): Duty[] {
  return [pruneTiles(db)];
}
