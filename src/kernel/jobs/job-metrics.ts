import { durationHistogram } from '../telemetry/metrics.ts';
import type { Metrics } from '../telemetry/metrics.ts';

/** How long jobs wait and run. No tenant among the labels: each value of one is a series of its own. */
export class JobMetrics {
  readonly #metrics: Metrics | undefined;

  constructor(metrics: Metrics | undefined) {
    this.#metrics = metrics;
  }

  claimed(job: string, waitedMs: number): void {
    if (this.#metrics === undefined) return;
    const name = 'quarry_job_queue_wait_seconds';
    const help = 'From the moment a job was due until a worker took it.';
    durationHistogram(this.#metrics, { name, help, labels: ['job'] }).observe({ job }, waitedMs / 1000);
  }

  ran(job: string, outcome: string, ranMs: number): void {
    if (this.#metrics === undefined) return;
    const name = 'quarry_job_run_seconds';
    const help = 'One attempt of a job, from its claim until its handler has returned.';
    const labels = ['job', 'outcome'] as const;
    durationHistogram(this.#metrics, { name, help, labels }).observe({ job, outcome }, ranMs / 1000);
  }
}
