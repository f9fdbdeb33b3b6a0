import { Gauge } from 'prom-client';
import type { Metrics } from '../telemetry/metrics.ts';
import type { Database } from './database.ts';

/**
 * `quarry_database_connections`: how many this process has in use and idle, and how many callers wait for one; those of
 * requests and those of jobs apart.
 */
export function measurePools(metrics: Metrics, pools: Record<string, Database['pool']>): void {
  const gauge = new Gauge({
    name: 'quarry_database_connections',
    help: 'Connections of this process in use and idle, and callers that wait for one.',
    labelNames: ['pool', 'state'],
    registers: [metrics],
    collect: () => {
      for (const [name, pool] of Object.entries(pools)) {
        gauge.set({ pool: name, state: 'used' }, pool.totalCount - pool.idleCount);
        gauge.set({ pool: name, state: 'idle' }, pool.idleCount);
        gauge.set({ pool: name, state: 'waiting' }, pool.waitingCount);
      }
    },
  });
}
