import { Gauge } from 'prom-client';
import type { Metrics } from '../telemetry/metrics.ts';
import type { Database } from './database.ts';

/** `quarry_database_connections`: how many this process has in use and idle, and how many callers wait for one. */
export function measurePool(metrics: Metrics, { pool }: Pick<Database, 'pool'>): void {
  const gauge = new Gauge({
    name: 'quarry_database_connections',
    help: 'Connections of this process in use and idle, and callers that wait for one.',
    labelNames: ['state'],
    registers: [metrics],
    collect: () => {
      gauge.set({ state: 'used' }, pool.totalCount - pool.idleCount);
      gauge.set({ state: 'idle' }, pool.idleCount);
      gauge.set({ state: 'waiting' }, pool.waitingCount);
    },
  });
}
