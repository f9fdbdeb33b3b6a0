import { fromKysely, PgBoss } from 'pg-boss';
import type { JobAttempt, JobWithMetadata } from 'pg-boss';
import type { Database, Tx } from '../db/database.ts';
import { failpoint } from '../failpoints.ts';
import type { Logger } from '../telemetry/logger.ts';
import { packTraced, unpackTraced } from './traced-data.ts';
import type { JobKind } from './define-job.ts';
import type { EnqueueOptions } from './enqueue-options.ts';
import { FairTurns, LONG_LINE } from './fair-turns.ts';
import type { JobState } from './job-state.ts';
import { leaseSecondsOf } from './lease-seconds.ts';
import { onPool } from './pg-boss-on-pool.ts';
import {
  drawTurn,
  expireAllLeases,
  findExpiredJobs,
  findJobState,
  handBackJob,
  listDueNames,
  retryAtOnce,
} from './queries.ts';

/** A job as one worker holds it: a later attempt makes every call with this one touch nothing. */
export interface Claim {
  name: string;
  id: string;
  /** 1, 2, 3 …: the fencing token. */
  attempt: number;
  data: unknown;
  /** Of the call that added it, where traces are collected. */
  traceparent?: string;
  /** From the moment it was due until this claim. */
  waitedMs: number;
  /** Of a job that gave up and stands in its kind's queue of the dead. */
  origin?: { id: string; attempts: number; cause: string };
}

const DAY_SECONDS = 86_400;
/** Dead letters wait this long for somebody who asks why. */
const KEEP_DEAD_SECONDS = 90 * DAY_SECONDS;

export const deadQueueName = (name: string): string => `${name}-dead`;

/** pg-boss as a store and nothing more: it claims and settles when told; it runs no loop and owns no connection. */
export class JobStore implements AsyncDisposable {
  readonly db: Database;
  readonly #boss: PgBoss;
  readonly #turns: FairTurns;

  private constructor(db: Database, boss: PgBoss) {
    this.db = db;
    this.#boss = boss;
    this.#turns = new FairTurns(db);
  }

  /** Needs the schema that `installJobStore` made; adds the queues of `kinds` where missing. */
  static async open(db: Database, kinds: readonly JobKind[], logger: Logger): Promise<JobStore> {
    const boss = new PgBoss({
      db: onPool(db.pool),
      backend: db.store,
      migrate: false,
      createSchema: false,
      supervise: false,
      schedule: false,
      registerInstance: false,
      reindex: false,
      monitorVacuum: false,
      openTelemetry: { enabled: false },
    });
    boss.on('error', error => logger.error({ err: error }, 'the job store reports an error'));
    await boss.start();
    for (const kind of kinds) await createQueues(boss, kind, leaseSecondsOf(kind, db));
    // Its folder belongs to this process alone: whoever ran these jobs is dead.
    if (db.store === 'pglite') await expireAllLeases(db);
    return new JobStore(db, boss);
  }

  async enqueue<Data extends object>(
    tx: Tx,
    kind: JobKind<Data>,
    data: Data,
    options: EnqueueOptions & { id: string },
  ): Promise<boolean> {
    const { groupId: group } = options;
    const turn =
      group === undefined ? 0 : await drawTurn(tx, { name: kind.name, group, longLine: LONG_LINE });
    const sent = await this.#boss.send(kind.name, packTraced(kind.schema.parse(data)), {
      db: fromKysely(tx),
      id: options.id,
      priority: -turn,
      // A queue is exclusive by key, so a job without one gets a key of its own.
      singletonKey: options.singletonKey ?? options.id,
      startAfter: options.delaySeconds,
      group: group === undefined ? undefined : { id: group },
      ...policyOf(kind, leaseSecondsOf(kind, this.db)),
    });
    return sent !== null;
  }

  /** Takes up to `limit` jobs that are due, in their turn; the lease starts now by the database's clock. */
  async claim(name: string, limit: number): Promise<Claim[]> {
    const ignoreGroups = await this.#turns.passedOver(name);
    const claims = await this.#fetch(name, limit, ignoreGroups);
    if (ignoreGroups.length === 0 || claims.length === limit) return claims;
    // The turn was left to others, and they do not need all of it. What is claimed already has to be run in any case.
    this.#turns.nobodyElse(name);
    const [rest] = await Promise.allSettled([this.#fetch(name, limit - claims.length, [])]);
    if (rest.status === 'fulfilled') return [...claims, ...rest.value];
    if (claims.length === 0) throw rest.reason;
    return claims;
  }

  async #fetch(name: string, batchSize: number, ignoreGroups: string[]): Promise<Claim[]> {
    const jobs = await this.#boss.fetch(name, { batchSize, includeMetadata: true, ignoreGroups });
    return jobs.map(toClaim);
  }

  /** Renews the leases. @returns the ids that are still held. */
  async touch(name: string, claims: readonly Claim[]): Promise<Set<string>> {
    return settledIds(await this.#boss.touch(name, claims.map(asAttempt)));
  }

  async complete(claim: Claim): Promise<boolean> {
    return isSettled(await this.#boss.complete(claim.name, asAttempt(claim)));
  }

  /** Counts as a failed attempt: retried after a growing wait, or dead. `tx`: inside that transaction. */
  async fail(claim: Pick<Claim, 'name' | 'id' | 'attempt'>, cause: string, tx?: Tx): Promise<boolean> {
    const options = tx === undefined ? {} : { db: fromKysely(tx) };
    return isSettled(await this.#boss.fail(claim.name, asAttempt(claim), { message: cause }, options));
  }

  async cancelClaim(claim: Claim): Promise<boolean> {
    return isSettled(await this.#boss.cancel(claim.name, asAttempt(claim)));
  }

  async cancel(tx: Tx, name: string, id: string): Promise<boolean> {
    return isSettled(await this.#boss.cancel(name, id, { db: fromKysely(tx) }));
  }

  /** Back into the queue; the attempt does not count against the limit. */
  handBack(claim: Claim, afterMs: number): Promise<boolean> {
    return handBackJob(this.db, claim, afterMs);
  }

  /** `tx`: asked inside that transaction. */
  stateOf(name: string, id: string, tx?: Tx): Promise<JobState | undefined> {
    return findJobState(tx ?? this.db.kysely, name, id);
  }

  /** Of `names`, those that have a job which is due. */
  listDue(names: readonly string[]): Promise<string[]> {
    return listDueNames(this.db, names);
  }

  /** Ends attempts whose worker fell silent or ran too long. They are retried at once, or are dead. */
  async reap(): Promise<Pick<Claim, 'name' | 'id' | 'attempt'>[]> {
    return this.db.kysely.transaction().execute(async tx => {
      const expired = await findExpiredJobs(tx);
      for (const job of expired) {
        await this.fail(job, 'the worker fell silent', tx);
        await retryAtOnce(tx, job);
        await failpoint('in-reaper');
      }
      return expired;
    });
  }

  /** Removes settled jobs whose time of keeping is over. */
  async prune(): Promise<void> {
    await this.#boss.supervise();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#boss.stop({ graceful: false, close: false });
  }
}

async function createQueues(boss: PgBoss, kind: JobKind, leaseSeconds: number): Promise<void> {
  const dead = deadQueueName(kind.name);
  await boss.createQueue(dead, {
    retryLimit: 1_000,
    retryDelay: 2,
    retryBackoff: true,
    heartbeatSeconds: leaseSeconds,
    retentionSeconds: KEEP_DEAD_SECONDS,
    deleteAfterSeconds: KEEP_DEAD_SECONDS,
  });
  await boss.createQueue(kind.name, { policy: 'exclusive', deadLetter: dead });
}

function policyOf(kind: JobKind, leaseSeconds: number) {
  return {
    retryLimit: kind.retryLimit,
    retryDelay: kind.retryDelaySeconds,
    retryBackoff: true,
    retryDelayMax: kind.retryDelayMaxSeconds,
    heartbeatSeconds: leaseSeconds,
    // The runner ends an attempt at its deadline; the store does when no runner is left to.
    expireInSeconds: kind.deadlineSeconds + 3 * leaseSeconds,
    deadLetter: deadQueueName(kind.name),
  };
}

function toClaim(job: JobWithMetadata<unknown>): Claim {
  const { name, id } = job;
  const claim: Claim = {
    name,
    id,
    attempt: job.retryCount + 1,
    ...unpackTraced(job.data),
    waitedMs: waitedMsOf(job),
  };
  if (job.sourceId === null || job.sourceId === undefined) return claim;
  const output = job.sourceOutput as { message?: string } | null;
  const attempts = (job.sourceRetryCount ?? 0) + 1;
  return { ...claim, origin: { id: job.sourceId, attempts, cause: output?.message ?? 'unknown' } };
}

function waitedMsOf({ createdOn, startAfter, startedOn }: JobWithMetadata<unknown>): number {
  const dueMs = Math.max(createdOn.getTime(), startAfter.getTime());
  return Math.max(0, startedOn!.getTime() - dueMs);
}

const asAttempt = (claim: Pick<Claim, 'id' | 'attempt'>): JobAttempt => ({
  id: claim.id,
  retryCount: claim.attempt - 1,
});

// What these calls answer is not in the published types: see mapCommandResponse in pg-boss.
interface Settlement {
  affected: number;
  settled?: string[];
}

const isSettled = (response: unknown): boolean => (response as Settlement).affected > 0;

const settledIds = (response: unknown): Set<string> => new Set((response as Settlement).settled ?? []);
