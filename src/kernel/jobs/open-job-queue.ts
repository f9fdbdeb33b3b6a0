import type { Database } from '../db/database.ts';
import type { Logger } from '../telemetry/logger.ts';
import type { JobKind } from './define-job.ts';
import { JobQueue } from './job-queue.ts';
import { JobStore } from './job-store.ts';

/**
 * Opens the queue for the kinds of job that this program knows. Enqueuing needs no worker in the same process.
 * `installJobStore` must have run before.
 */
export async function openJobQueue(
  db: Database,
  kinds: readonly JobKind[],
  options: { logger: Logger },
): Promise<JobQueue> {
  return new JobQueue(await JobStore.open(db, kinds, options.logger));
}
