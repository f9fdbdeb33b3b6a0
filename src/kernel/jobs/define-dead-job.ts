import type { JobDefinition } from './define-job.ts';
import { deadQueueName } from './job-store.ts';

/** What works off the queue of a kind's dead: it tells the room, and the dead letter is kept. */
export function defineDeadJob(job: JobDefinition): JobDefinition {
  return {
    ...job,
    name: deadQueueName(job.name),
    dead: undefined,
    run: async (data, context) => {
      const { signal, logger } = context;
      const { id, attempts, cause } = context.origin ?? { id: context.jobId, attempts: 0, cause: 'unknown' };
      await job.dead?.(data, { jobId: id, attempts, cause, signal, logger });
      return { kind: 'done' };
    },
  };
}
