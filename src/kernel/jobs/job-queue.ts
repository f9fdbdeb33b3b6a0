import type { Tx } from '../db/database.ts';
import type { JobKind } from './define-job.ts';

export interface EnqueueOptions {
  /** Chosen by the caller to find the job again; otherwise a new one is made. */
  id?: string;
  /** While a job of this kind and key is waiting or running, no second one is added. */
  singletonKey?: string;
  delaySeconds?: number;
}

export type JobState = 'queued' | 'running' | 'done' | 'cancelled' | 'dead';

/** Adds jobs and calls them off, inside the caller's transaction: they exist exactly when it commits. */
export interface JobQueue {
  /** @returns the job's id, or undefined when its singletonKey is taken. */
  enqueue<Data extends object>(
    tx: Tx,
    kind: JobKind<Data>,
    data: Data,
    options?: EnqueueOptions,
  ): Promise<string | undefined>;
  /** Ends a waiting job, and tells the process that runs it. False when it was over already. */
  cancel(tx: Tx, kind: JobKind, id: string): Promise<boolean>;
}
