import { startJobRunner } from '#kernel/jobs/start-job-runner.ts';
import type { JobRunner } from '#kernel/jobs/job-runner.ts';
import type { Context } from './context.ts';
import { duties, jobDefinitions } from './jobs.ts';

/** Works off jobs until disposed; running ones are then handed back at their last checkpoint. */
export function work(context: Context, options: { onDeaf?: () => void } = {}): Promise<JobRunner> {
  return startJobRunner(context.jobs, jobDefinitions(context), {
    concurrency: context.config.workerConcurrency,
    logger: context.logger,
    metrics: context.metrics,
    duties: duties(context),
    onDeaf: options.onDeaf,
  });
}
