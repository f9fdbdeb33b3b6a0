import { measureConflicts } from '#kernel/db/measure-conflicts.ts';
import { measurePools } from '#kernel/db/measure-pools.ts';
import { measureUsage } from '#usage/holds/measure-usage.ts';
import type { Context } from './context.ts';
import { measureQueue } from './measure-queue.ts';

/** What every process tells, whatever its part is. */
export function measureProcess({ metrics, db, jobsDb, jobs }: Context): void {
  measurePools(
    metrics,
    db.pool === jobsDb.pool ? { all: db.pool } : { requests: db.pool, jobs: jobsDb.pool },
  );
  measureConflicts(metrics, db);
  measureQueue(metrics, jobs);
  measureUsage(metrics);
}
