import { setTimeout as delay } from 'node:timers/promises';
import { systemClock } from '../clock.ts';
import { failpoint } from '../failpoints.ts';
import type { Logger } from '../telemetry/logger.ts';
import type { JobDefinition } from './define-job.ts';
import type { JobMetrics } from './job-metrics.ts';
import type { Claim, JobStore } from './job-store.ts';
import { runJob } from './run-job.ts';
import type { Verdict } from './run-job.ts';
import { RunningJob } from './running-job.ts';
import { WakeUp } from './wake-up.ts';

const PAUSE_AFTER_ERROR_MS = 500;

export interface QueueWorkerOptions {
  store: JobStore;
  definition: JobDefinition;
  /** Of this process, all kinds together; the heartbeat keeps their leases. */
  running: Set<RunningJob>;
  concurrency: number;
  graceMs: number;
  logger: Logger;
  metrics: JobMetrics;
  onDeaf: (job: RunningJob) => void;
}

/** One kind's life in this process: claim → run → settle, up to `concurrency` at the same time. */
export class QueueWorker {
  readonly #options: QueueWorkerOptions;
  readonly #wakeUp = new WakeUp();
  readonly #active = new Map<RunningJob, Promise<void>>();
  #loop: Promise<void> | undefined;
  #stopping = false;

  constructor(options: QueueWorkerOptions) {
    this.#options = options;
  }

  start(): void {
    this.#loop = this.#work();
  }

  /** There may be something to claim. */
  wake(): void {
    this.#wakeUp.ring();
  }

  /** Claims no more; resolves when every handler has returned and is settled, except those known to be deaf. */
  async stop(): Promise<void> {
    this.#stopping = true;
    this.wake();
    await this.#loop;
    await Promise.all(this.#heeding.map(([, processed]) => processed));
  }

  /** Nobody knows whether a deaf handler will ever return: it takes up no slot, and is not waited for. */
  get #heeding(): [RunningJob, Promise<void>][] {
    return [...this.#active].filter(([job]) => !job.isDeaf);
  }

  async #work(): Promise<void> {
    while (!this.#stopping) {
      const free = this.#options.concurrency - this.#heeding.length;
      const claimedAtMs = systemClock.elapsedMs();
      const claims = free > 0 ? await this.#claim(free) : [];
      for (const claim of claims) this.#process(claim, claimedAtMs);
      // Fewer than asked for: nothing else was due. All slots taken: a job that ends rings.
      if (claims.length < free || free === 0) await this.#wakeUp.wait();
    }
  }

  async #claim(limit: number): Promise<Claim[]> {
    const { store, definition, logger } = this.#options;
    try {
      return await store.claim(definition.name, limit);
    } catch (error) {
      logger.error({ err: error }, 'jobs cannot be claimed');
      await delay(PAUSE_AFTER_ERROR_MS);
      this.wake();
      return [];
    }
  }

  #process(claim: Claim, claimedAtMs: number): void {
    const { definition, graceMs, onDeaf } = this.#options;
    const giveUpOn = (deaf: RunningJob): void => {
      onDeaf(deaf);
      this.wake();
    };
    const job = new RunningJob({ claim, definition, claimedAtMs, graceMs, onDeaf: giveUpOn });
    const processed = this.#runAndSettle(job).finally(() => {
      this.#active.delete(job);
      this.wake();
    });
    this.#active.set(job, processed);
  }

  async #runAndSettle(job: RunningJob): Promise<void> {
    const { store, running, metrics } = this.#options;
    const startedMs = systemClock.elapsedMs();
    metrics.claimed(job.claim.name, job.claim.waitedMs);
    const logger = this.#options.logger.child({ job_id: job.claim.id, attempt: job.claim.attempt });
    running.add(job);
    await failpoint('after-claim');
    if (this.#stopping) job.abort('shutdown');
    const verdict = await runJob(store, job, logger);
    metrics.ran(job.claim.name, verdict.kind, systemClock.elapsedMs() - startedMs);
    await this.#settle(job, verdict, logger);
    running.delete(job);
  }

  /** While the lease holds nobody else starts the job, so a database that is away is waited for. */
  async #settle(job: RunningJob, verdict: Verdict, logger: Logger): Promise<void> {
    for (;;) {
      try {
        const settled = await settle(this.#options.store, job.claim, verdict);
        if (!settled) logger.warn({ verdict }, 'the job was settled by somebody else');
        return;
      } catch (error) {
        logger.error({ err: error, verdict }, 'the job cannot be settled');
        if (!job.holdsLease) return;
        await delay(PAUSE_AFTER_ERROR_MS);
      }
    }
  }
}

async function settle(store: JobStore, claim: Claim, verdict: Verdict): Promise<boolean> {
  switch (verdict.kind) {
    case 'done':
      return store.complete(claim);
    case 'retry':
      return store.handBack(claim, verdict.afterMs);
    case 'cancel':
      return store.cancelClaim(claim);
    case 'fail':
      return store.fail(claim, verdict.cause);
    case 'abandon':
      return true;
  }
}
