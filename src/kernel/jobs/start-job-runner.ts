import type { Logger } from '../telemetry/logger.ts';
import type { Metrics } from '../telemetry/metrics.ts';
import { defineDeadJob } from './define-dead-job.ts';
import type { JobDefinition } from './define-job.ts';
import type { Duty } from './duty.ts';
import type { JobQueue } from './job-queue.ts';
import { JobRunner } from './job-runner.ts';
import { leaseSecondsOf } from './lease-seconds.ts';

export interface JobRunnerOptions {
  /** Of each kind that does not say itself. */
  concurrency: number;
  logger: Logger;
  metrics?: Metrics;
  /** Upkeep of the rooms, done beside the runner's own. */
  duties?: readonly Duty[];
  /** What a handler gets to end after its signal; also how long a stop may take. */
  graceMs?: number;
  /** A handler ignored its signal past the grace. A process that is nothing but a worker should end here. */
  onDeaf?(job: { name: string; jobId: string }): void;
}

/**
 * Works off `jobs` in this process until it is disposed: then running jobs are asked to end and handed back.
 * @returns once it listens, so that a job enqueued from now on starts at once.
 */
export async function startJobRunner(
  queue: JobQueue,
  jobs: readonly JobDefinition[],
  options: JobRunnerOptions,
): Promise<JobRunner> {
  const definitions = jobs
    .flatMap(job => (job.dead === undefined ? [job] : [job, defineDeadJob(job)]))
    .map(job => ({ ...job, leaseSeconds: leaseSecondsOf(job, queue.store.db) }));
  const runner = new JobRunner(queue.store, definitions, options);
  await runner.start();
  return runner;
}
