import { systemClock } from '../clock.ts';
import type { JobDefinition, JobProgress } from './define-job.ts';
import { JobAbort } from './job-abort.ts';
import type { JobAbortKind } from './job-abort.ts';
import type { Claim } from './job-store.ts';

/** The lease counts as lost this much before its end: the last write must be over by then. */
const LEASE_MARGIN_MS = 1_000;

export interface RunningJobOptions {
  claim: Claim;
  definition: JobDefinition;
  /** By this process's monotonic clock, read before the claim was sent. */
  claimedAtMs: number;
  /** What a handler gets to end after its signal. */
  graceMs: number;
  onDeaf: (job: RunningJob) => void;
}

/** One attempt in this process, from claim to settlement: its signal, its lease, its deadline. */
export class RunningJob {
  readonly claim: Claim;
  readonly definition: JobDefinition;
  progress: JobProgress | undefined;
  readonly #controller = new AbortController();
  readonly #options: RunningJobOptions;
  readonly #deadline: NodeJS.Timeout;
  #grace: NodeJS.Timeout | undefined;
  #heldSinceMs: number;
  #deaf = false;
  #ended = false;

  constructor(options: RunningJobOptions) {
    this.claim = options.claim;
    this.definition = options.definition;
    this.#options = options;
    this.#heldSinceMs = options.claimedAtMs;
    this.#deadline = setTimeout(() => this.abort('deadline'), options.definition.deadlineSeconds * 1000);
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Deaf ones are not kept alive: their lease ends, and their writes find no attempt to hold. */
  get keepsLease(): boolean {
    return !this.#deaf && this.abortedBy !== 'lease-lost' && this.abortedBy !== 'cancelled';
  }

  /** It ignored its signal past the grace. */
  get isDeaf(): boolean {
    return this.#deaf;
  }

  get abortedBy(): JobAbortKind | undefined {
    return this.signal.aborted ? (this.signal.reason as JobAbort).kind : undefined;
  }

  /** Asks the handler to end; the first reason stays. */
  abort(kind: JobAbortKind): void {
    if (this.#ended || this.signal.aborted) return;
    this.#controller.abort(new JobAbort(kind));
    this.#grace = setTimeout(() => this.#reportDeaf(), this.#options.graceMs);
  }

  /** `sentAtMs`: when the renewal was sent, as the lease may count from then. */
  renewed(sentAtMs: number): void {
    this.#heldSinceMs = sentAtMs;
  }

  /** False once the lease may have ended, whatever the database says later. */
  get holdsLease(): boolean {
    const leaseMs = this.definition.leaseSeconds * 1000;
    return systemClock.elapsedMs() - this.#heldSinceMs < leaseMs - LEASE_MARGIN_MS;
  }

  /** The handler has returned: nothing may fire any more. */
  end(): void {
    this.#ended = true;
    clearTimeout(this.#deadline);
    clearTimeout(this.#grace);
  }

  #reportDeaf(): void {
    this.#deaf = true;
    this.#options.onDeaf(this);
  }
}
