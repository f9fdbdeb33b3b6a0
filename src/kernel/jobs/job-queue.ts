import { createId } from '../ids.ts';
import type { Tx } from '../db/database.ts';
import type { JobKind } from './define-job.ts';
import type { JobStore } from './job-store.ts';
import { countJobs, notifyCancel, notifyReady } from './queries.ts';
import type { JobCounts } from './queries.ts';

export interface EnqueueOptions {
  /** Chosen by the caller to find the job again; otherwise a new one is made. */
  id?: string;
  /** While a job of this kind and key is waiting or running, no second one is added. */
  singletonKey?: string;
  delaySeconds?: number;
  /** Whose job it is, such as the tenant. */
  groupId?: string;
}

export type JobState = 'queued' | 'running' | 'done' | 'cancelled' | 'dead';

/** Adds jobs and calls them off, inside the caller's transaction: they exist exactly when it commits. */
export class JobQueue implements AsyncDisposable {
  /** For the runner alone. */
  readonly store: JobStore;

  constructor(store: JobStore) {
    this.store = store;
  }

  /** @returns the job's id, or undefined when its singletonKey is taken. */
  async enqueue<Data extends object>(
    tx: Tx,
    kind: JobKind<Data>,
    data: Data,
    options: EnqueueOptions = {},
  ): Promise<string | undefined> {
    const id = options.id ?? createId();
    if (!(await this.store.enqueue(tx, kind, data, { ...options, id }))) return undefined;
    await notifyReady(tx, kind.name);
    return id;
  }

  /** Ends a waiting job, and tells the process that runs it. False when it was over already. */
  async cancel<Data extends object>(tx: Tx, kind: JobKind<Data>, id: string): Promise<boolean> {
    if (!(await this.store.cancel(tx, kind.name, id))) return false;
    await notifyCancel(tx, id);
    return true;
  }

  /** Waiting and running jobs of all kinds and tenants. */
  count(): Promise<JobCounts> {
    return countJobs(this.store.db);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.store[Symbol.asyncDispose]();
  }
}
