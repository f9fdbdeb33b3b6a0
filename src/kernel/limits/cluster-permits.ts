import { systemClock } from '../clock.ts';
import type { Database } from '../db/database.ts';
import type { Logger } from '../telemetry/logger.ts';
import { createId } from '../ids.ts';
import { createSlots, extendSlot, freeSlot, takeSlot } from './queries.ts';
import { Semaphore } from './semaphore.ts';

export interface Permit extends AsyncDisposable {
  /** Aborted shortly before the lease could end: the call must be over before somebody else takes the slot. */
  readonly signal: AbortSignal;
}

export interface ClusterPermitsOptions {
  /** What is limited, such as a provider's address. */
  key: string;
  /** Held at once by all processes on this database together. */
  limit: number;
  leaseMs?: number;
  logger: Logger;
}

export class PermitLost extends Error {
  constructor(key: string) {
    super(`the permit for ${key} could not be kept`);
    this.name = 'PermitLost';
  }
}

/** Shorter than a job's: what a dead worker held is free again before its jobs go on elsewhere. */
const LEASE_MS = 8_000;
/** Waiters of other processes are told by NOTIFY; this finds slots whose holder died. */
const POLL_MS = 500;

/**
 * A limit that holds across processes: slots are rows with a lease by the database's clock. Within the process a
 * semaphore queues first, so that at most `limit` of its callers ask the database.
 */
export class ClusterPermits implements AsyncDisposable {
  readonly #db: Database;
  readonly #options: Required<ClusterPermitsOptions>;
  readonly #local: Semaphore;
  readonly #wakeUps = new Set<() => void>();
  #ready: Promise<AsyncDisposable> | undefined;

  constructor(db: Database, options: ClusterPermitsOptions) {
    this.#db = db;
    this.#options = { leaseMs: LEASE_MS, ...options };
    this.#local = new Semaphore(options.limit);
  }

  /** Permits this process holds, and callers of it that wait. */
  get gauge(): { held: number; waiting: number } {
    return { held: this.#local.taken, waiting: this.#local.waiting };
  }

  /**
   * Waits for a slot; held until the permit is disposed.
   * @throws the signal's reason when it aborts while waiting.
   */
  async acquire(signal: AbortSignal): Promise<Permit> {
    await this.#prepared();
    const turn = await this.#local.acquire(signal);
    try {
      const holder = createId();
      const slot = await this.#takeSlot(holder, signal);
      return this.#hold({ slot, holder, turn });
    } catch (error) {
      turn[Symbol.dispose]();
      throw error;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await (await this.#ready)?.[Symbol.asyncDispose]();
  }

  #prepared(): Promise<AsyncDisposable> {
    // A database that was away once must not fail every later caller.
    return (this.#ready ??= this.#prepare().catch((error: unknown) => {
      this.#ready = undefined;
      throw error;
    }));
  }

  async #prepare(): Promise<AsyncDisposable> {
    await createSlots(this.#db, this.#options);
    return this.#db.listen('permit_freed', key => {
      if (key === this.#options.key) for (const wake of this.#wakeUps) wake();
    });
  }

  async #takeSlot(holder: string, signal: AbortSignal): Promise<number> {
    for (;;) {
      signal.throwIfAborted();
      const slot = await takeSlot(this.#db, { ...this.#options, holder });
      if (slot !== undefined) return slot;
      await this.#waitForSlot(signal);
    }
  }

  #waitForSlot(signal: AbortSignal): Promise<void> {
    return new Promise(resolve => {
      const wake = (): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', wake);
        this.#wakeUps.delete(wake);
        resolve();
      };
      // Jitter, so that many waiters do not ask in step.
      const timer = setTimeout(wake, POLL_MS * (0.5 + Math.random()));
      signal.addEventListener('abort', wake, { once: true });
      this.#wakeUps.add(wake);
    });
  }

  #hold({ slot, holder, turn }: { slot: number; holder: string; turn: Disposable }): Permit {
    const slotOptions = { ...this.#options, slot, holder };
    const keeper = keepLease(this.#db, slotOptions);
    return {
      signal: keeper.signal,
      [Symbol.asyncDispose]: async () => {
        keeper.stop();
        // A slot that cannot be given back comes free when its lease ends; the call itself went well.
        await freeSlot(this.#db, slotOptions).catch((error: unknown) =>
          this.#options.logger.warn({ err: error, key: slotOptions.key }, 'a permit could not be given back'),
        );
        turn[Symbol.dispose]();
      },
    };
  }
}

type KeptSlot = Required<ClusterPermitsOptions> & { slot: number; holder: string };

/** Extends the lease every third of it; a sixth before it would end unextended, `signal` aborts. */
function keepLease(db: Database, slot: KeptSlot): { signal: AbortSignal; stop(): void } {
  const controller = new AbortController();
  const giveUp = (): void => controller.abort(new PermitLost(slot.key));
  // A timer, not a check after each beat: a database that never answers must not keep the call alive.
  let fence = setTimeout(giveUp, (slot.leaseMs * 5) / 6);
  let stopped = false;
  const beat = async (): Promise<void> => {
    const askedAtMs = systemClock.elapsedMs();
    const kept = await extendSlot(db, slot).catch((error: unknown) => {
      slot.logger.warn({ err: error, key: slot.key }, 'a permit could not be extended');
    });
    if (kept === false && !stopped) giveUp();
    if (kept !== true || stopped || controller.signal.aborted) return;
    clearTimeout(fence);
    fence = setTimeout(giveUp, (slot.leaseMs * 5) / 6 - (systemClock.elapsedMs() - askedAtMs));
  };
  const beats = setInterval(() => void beat(), slot.leaseMs / 3);
  const stop = (): void => {
    stopped = true;
    clearInterval(beats);
    clearTimeout(fence);
  };
  return { signal: controller.signal, stop };
}
