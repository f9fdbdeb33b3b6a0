import { createId } from '../ids.ts';
import type { Tx } from '../db/database.ts';
import type { JobKind } from './define-job.ts';
import type { EnqueueOptions } from './enqueue-options.ts';
import { deadQueueName } from './job-store.ts';
import type { JobStore } from './job-store.ts';
import {
  countJobs,
  findOldestWaitSeconds,
  listJobs,
  listLiveJobs,
  listPlaces,
  listWorkers,
  notifyCancel,
  notifyReady,
} from './queries.ts';
import type { JobCounts, ListedJob, ListedState, WorkerRow } from './queries.ts';

/** Who works, and what waits for it. */
export interface WorkerHealth extends JobCounts {
  workers: WorkerRow[];
  /** Null when nothing waits. */
  oldestWaitSeconds: number | null;
}

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

  /** Of `ids`, the jobs that will still do something: wait, run, or tell of their death. */
  listLive<Data extends object>(tx: Tx, kind: JobKind<Data>, ids: readonly string[]): Promise<Set<string>> {
    return listLiveJobs(tx, { names: [kind.name, deadQueueName(kind.name)], ids });
  }

  /** A group's jobs of a kind, newest first, and one more than `limit`; `before` is the id of the row before the page. */
  list<Data extends object>(
    tx: Tx,
    kind: JobKind<Data>,
    page: { groupId: string; state: ListedState; limit: number; before?: string },
  ): Promise<ListedJob[]> {
    return listJobs(tx, { ...page, name: kind.name, group: page.groupId });
  }

  /** Of `ids`, the place in the queue of those that wait, 1 being next; places far behind are left out. */
  places<Data extends object>(
    tx: Tx,
    kind: JobKind<Data>,
    ids: readonly string[],
  ): Promise<Map<string, number>> {
    return listPlaces(tx, { name: kind.name, ids });
  }

  /** Waiting and running jobs of all kinds and tenants. */
  count(): Promise<JobCounts> {
    return countJobs(this.store.db);
  }

  /** For those who watch over the workers. */
  async workerHealth(): Promise<WorkerHealth> {
    const { db } = this.store;
    const counts = await countJobs(db);
    const workers = await listWorkers(db);
    return { ...counts, workers, oldestWaitSeconds: await findOldestWaitSeconds(db) };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.store[Symbol.asyncDispose]();
  }
}
