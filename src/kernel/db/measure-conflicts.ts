import { Gauge } from 'prom-client';
import type { Metrics } from '../telemetry/metrics.ts';
import { countConflicts } from './conflicts.ts';
import type { Database } from './database.ts';

const WAITING = `select count(*)::integer as waiting from pg_stat_activity
  where datname = current_database() and wait_event_type = 'Lock'`;

/**
 * `quarry_database_conflicts`: transactions of this process that ended in a deadlock, a serialization failure or by
 * waiting too long for a lock. `quarry_database_lock_waits`: sessions that wait for a lock right now.
 */
export function measureConflicts(metrics: Metrics, { pool, store }: Pick<Database, 'pool' | 'store'>): void {
  const conflicts = new Gauge({
    name: 'quarry_database_conflicts',
    help: 'Transactions that met another one, since the process started.',
    labelNames: ['kind'],
    registers: [metrics],
    collect: () => {
      for (const [kind, count] of Object.entries(countConflicts())) conflicts.set({ kind }, count);
    },
  });
  // One session has nobody to wait for.
  if (store === 'pglite') return;
  const waits = new Gauge({
    name: 'quarry_database_lock_waits',
    help: 'Sessions of the database that wait for a lock.',
    registers: [metrics],
    collect: async () => {
      // Whoever scrapes does not queue for a connection: the last answer stands until one is free.
      if (pool.waitingCount > 0 || pool.idleCount === 0) return;
      const { rows } = await pool.query<{ waiting: number }>(WAITING);
      waits.set(rows[0]!.waiting);
    },
  });
}
