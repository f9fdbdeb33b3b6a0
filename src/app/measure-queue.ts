import { Gauge } from 'prom-client';
import type { JobQueue } from '#kernel/jobs/job-queue.ts';
import type { Metrics } from '#kernel/telemetry/metrics.ts';
import { keepFresh } from './keep-fresh.ts';
import { settledWithin } from './settled-within.ts';

const KEPT = { freshMs: 5_000, usableMs: 60_000 };
const PATIENCE_MS = 200;

/** The queue as all processes see it, asked at most every 5 s; a scrape never waits for a database that is away. */
export function measureQueue(metrics: Metrics, jobs: JobQueue): void {
  const health = keepFresh(() => jobs.workerHealth(), KEPT);
  const register = (name: string, help: string): Gauge => new Gauge({ name, help, registers: [metrics] });
  const queued = register('quarry_jobs_queued', 'Jobs that wait, in the whole installation.');
  const running = register('quarry_jobs_running', 'Jobs that run, in the whole installation.');
  const workers = register('quarry_workers', 'Workers that were heard from lately.');
  new Gauge({
    name: 'quarry_jobs_oldest_wait_seconds',
    help: 'How long the oldest job that is due has waited; 0 when none waits.',
    registers: [metrics],
    async collect() {
      const found = await settledWithin(PATIENCE_MS, health());
      if (found === undefined) return;
      queued.set(found.queued);
      running.set(found.running);
      workers.set(found.workers.length);
      this.set(found.oldestWaitSeconds ?? 0);
    },
  });
}
