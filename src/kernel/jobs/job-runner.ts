import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from '../telemetry/logger.ts';
import type { Metrics } from '../telemetry/metrics.ts';
import type { JobDefinition, JobProgress } from './define-job.ts';
import { beatAsWorker } from './duties/beat-as-worker.ts';
import type { Heartbeat } from './duties/beat-as-worker.ts';
import { pruneOldJobs } from './duties/prune-old-jobs.ts';
import { reapLostJobs } from './duties/reap-lost-jobs.ts';
import { renewLeases } from './duties/renew-leases.ts';
import { wakeForDueJobs } from './duties/wake-for-due-jobs.ts';
import { startDuty } from './duty.ts';
import type { Duty } from './duty.ts';
import { JobMetrics } from './job-metrics.ts';
import type { JobStore } from './job-store.ts';
import type { RunningJob } from './running-job.ts';
import { QueueWorker } from './work-queue.ts';

const DEFAULT_GRACE_MS = 8_000;

interface Options {
  concurrency: number;
  logger: Logger;
  metrics?: Metrics;
  duties?: readonly Duty[];
  graceMs?: number;
  onDeaf?(job: { name: string; jobId: string }): void;
}

/** All workers, duties and listeners of one process. */
export class JobRunner implements AsyncDisposable {
  readonly #store: JobStore;
  readonly #options: Options;
  readonly #graceMs: number;
  readonly #running = new Set<RunningJob>();
  readonly #workers: ReadonlyMap<string, QueueWorker>;
  readonly #leaseSeconds: number;
  readonly #metrics: JobMetrics;
  readonly #heartbeat: Heartbeat;
  readonly #resources = new AsyncDisposableStack();

  constructor(store: JobStore, definitions: readonly JobDefinition[], options: Options) {
    this.#store = store;
    this.#options = options;
    this.#heartbeat = beatAsWorker(store, this.#running);
    this.#metrics = new JobMetrics(options.metrics);
    this.#graceMs = options.graceMs ?? DEFAULT_GRACE_MS;
    this.#leaseSeconds = Math.min(...definitions.map(each => each.leaseSeconds));
    this.#workers = new Map(definitions.map(each => [each.name, this.#makeWorker(each)]));
  }

  async start(): Promise<void> {
    const { db } = this.#store;
    this.#resources.use(this.#heartbeat);
    this.#resources.use(await db.listen('quarry_job_ready', name => this.#workers.get(name)?.wake()));
    this.#resources.use(await db.listen('quarry_job_cancel', jobId => this.#cancel(jobId)));
    for (const duty of this.#duties()) this.#resources.use(startDuty(duty, this.#options.logger));
    for (const worker of this.#workers.values()) worker.start();
  }

  /** What runs in this process right now. */
  running(): { name: string; jobId: string; attempt: number; progress?: JobProgress }[] {
    return [...this.#running].map(({ claim, progress }) => ({
      name: claim.name,
      jobId: claim.id,
      attempt: claim.attempt,
      progress,
    }));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const stopped = Promise.all([...this.#workers.values()].map(worker => worker.stop()));
    for (const job of this.#running) job.abort('shutdown');
    // The leases of those that do not end in time run out, and other workers take over.
    await Promise.race([stopped, delay(this.#graceMs + 500, undefined, { ref: false })]);
    await this.#resources.disposeAsync();
  }

  #makeWorker(definition: JobDefinition): QueueWorker {
    return new QueueWorker({
      store: this.#store,
      definition,
      running: this.#running,
      concurrency: definition.concurrency ?? this.#options.concurrency,
      graceMs: this.#graceMs,
      logger: this.#options.logger.child({ job: definition.name }),
      metrics: this.#metrics,
      onDeaf: job => this.#reportDeaf(job),
    });
  }

  #duties(): Duty[] {
    return [
      renewLeases(this.#store, {
        running: this.#running,
        everyMs: Math.min(this.#leaseSeconds * 300, 5_000),
      }),
      wakeForDueJobs(this.#store, {
        names: [...this.#workers.keys()],
        wake: name => this.#workers.get(name)?.wake(),
      }),
      this.#heartbeat.duty,
      reapLostJobs(this.#store),
      pruneOldJobs(this.#store),
      ...(this.#options.duties ?? []),
    ];
  }

  #cancel(jobId: string): void {
    for (const job of this.#running) if (job.claim.id === jobId) job.abort('cancelled');
  }

  #reportDeaf(job: RunningJob): void {
    const { name, id: jobId } = job.claim;
    this.#options.logger.error(
      { job: name, job_id: jobId, abort: job.abortedBy },
      'a job ignores its signal',
    );
    this.#options.onDeaf?.({ name, jobId });
  }
}
