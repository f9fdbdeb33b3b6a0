import type { z } from 'zod';
import type { Tx } from '../db/database.ts';
import type { Logger } from '../telemetry/logger.ts';

/** What a job is called and may do: enough to enqueue it, so that rooms need not know its handler. */
export interface JobKind<Data extends object = object> {
  /** Lower case with hyphens, such as `ingest-document`. */
  readonly name: string;
  readonly schema: z.ZodType<Data>;
  /** Attempts after the first that ended by an exception or a lost lease. */
  readonly retryLimit: number;
  /** Wait before the first retry; it doubles with jitter from there, up to `retryDelayMaxSeconds`. */
  readonly retryDelaySeconds: number;
  readonly retryDelayMaxSeconds: number;
  /** A worker that is not heard from for so long has lost the job. By the database's clock; 10 at least. */
  readonly leaseSeconds: number;
  /** One attempt may run so long. */
  readonly deadlineSeconds: number;
  /** Jobs of this kind that one process runs at the same time, at most; otherwise the runner's. */
  readonly concurrency?: number;
}

/** A kind and what to do. */
export interface JobDefinition<Data extends object = object> extends JobKind<Data> {
  run(data: Data, context: JobContext): Promise<JobOutcome>;
  /**
   * Called, and retried until it succeeds, once a job has given up: the place to tell its owner.
   * Also reached when the process that ran the last attempt was killed.
   */
  dead?(data: Data, context: DeadJobContext): Promise<void>;
}

/** How a job ended. An exception is a failure that is retried; the signal's reason thrown on is no failure. */
export type JobOutcome =
  | { kind: 'done' }
  /** Put back, to be run again later; does not count as a failed attempt. */
  | { kind: 'retry'; afterMs: number; reason: string }
  /** Nothing is left to do, for a reason that is no failure. */
  | { kind: 'cancel'; reason: string };

export interface JobContext {
  readonly jobId: string;
  /** 1, 2, 3 …: also the fencing token. */
  readonly attempt: number;
  /** From the moment the job was due until this attempt. */
  readonly waitedMs: number;
  /** Its reason is a `JobAbort`. */
  readonly signal: AbortSignal;
  readonly logger: Logger;
  /**
   * Holds the job's lease until `tx` ends: call it in every transaction that writes.
   * @throws JobAbort (lease-lost, or cancelled) when this attempt no longer holds the job.
   */
  fence(tx: Tx): Promise<void>;
  /** Of a dead letter: the job that gave up. */
  readonly origin?: { id: string; attempts: number; cause: string };
  /** For people who watch; free to call often. */
  progress(progress: JobProgress): void;
}

export interface DeadJobContext {
  /** Of the job that gave up. */
  readonly jobId: string;
  readonly attempts: number;
  /** What the last attempt ended with; for logs, not for people. */
  readonly cause: string;
  readonly signal: AbortSignal;
  readonly logger: Logger;
}

export interface JobProgress {
  stage: string;
  done: number;
  total?: number;
}

type KindOptions<Data extends object> = Pick<JobKind<Data>, 'name' | 'schema'> & Partial<JobKind<Data>>;

/** Names a job, with the policy that holds unless told otherwise. */
export function declareJob<Data extends object>(options: KindOptions<Data>): JobKind<Data> {
  if (!/^[a-z]+(-[a-z]+)*$/.test(options.name)) throw new TypeError(`not a job name: ${options.name}`);
  return {
    retryLimit: 3,
    retryDelaySeconds: 2,
    retryDelayMaxSeconds: 60,
    leaseSeconds: 10,
    deadlineSeconds: 900,
    ...options,
  };
}

/** A job with its handler: `defineJob({ name, schema, run })`, or `defineJob({ ...kind, run })` for a declared kind. */
export function defineJob<Data extends object>(
  options: KindOptions<Data> & Pick<JobDefinition<Data>, 'run' | 'dead'>,
): JobDefinition<Data> {
  return { ...options, ...declareJob<Data>(options) };
}
