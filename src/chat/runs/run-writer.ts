import { setImmediate as nextTurn, setTimeout as delay } from 'node:timers/promises';
import { systemClock } from '#kernel/clock.ts';
import type { Database } from '#kernel/db/database.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import type { Used } from '#usage/holds/hold.ts';
import { endRun } from './end-run.ts';
import type { RunEnd } from './end-run.ts';
import { appendParts } from './queries.ts';
import type { RunKey } from './queries.ts';
import { RunAbort } from './run-abort.ts';
import type { RunPart, StoredPart } from './run-part.ts';
import { FLUSH_INTERVAL_MS, HEARTBEAT_MS } from './run-timing.ts';
import type { RunWakeups } from './run-wakeups.ts';
import type { FoldedAdditions } from './fold-additions.ts';
import { settleRun } from './settle-run.ts';
import { tryWhileLeased } from './try-while-leased.ts';

export interface RunWriterOptions extends RunKey {
  db: Database;
  holder: string;
  wakeups: RunWakeups;
  additions: FoldedAdditions;
  /** The number of the last part that is stored already. */
  seq: number;
  /** What the answer has used so far; undefined: nobody counts. */
  used?: () => Used;
  /** Told when the run must stop; the writer takes no more parts then. */
  abort: (reason: RunAbort) => void;
}

const isText = ({ part }: StoredPart): boolean => part.type === 'text-delta';

/**
 * Writes a run's parts to its log: the first at once, the first piece of text too, and what comes while a write is on
 * its way in the next one. Readers are told only what is stored.
 */
export class RunWriter implements AsyncDisposable {
  readonly #options: RunWriterOptions;
  readonly #heartbeat: NodeJS.Timeout;
  #seq: number;
  #waiting: RunPart[] = [];
  #flushing: Promise<void> | undefined;
  readonly #ending = Promise.withResolvers<void>();
  #hurry = Promise.withResolvers<void>();
  #isEnding = false;

  constructor(options: RunWriterOptions) {
    this.#options = options;
    this.#seq = options.seq;
    this.#heartbeat = setInterval(() => void (this.#flushing ??= this.#flush()), HEARTBEAT_MS);
  }

  write(part: RunPart): void {
    const last = this.#waiting.at(-1);
    if (part.type === 'text-delta' && last?.type === 'text-delta') last.text += part.text;
    else this.#waiting.push({ ...part });
    if (!this.#isEnding) this.#flushing ??= this.#flush();
  }

  /** Resolves when what was written is stored and told; nothing may be written meanwhile. */
  async drain(): Promise<void> {
    this.#hurry.resolve();
    await this.#flushing;
    this.#hurry = Promise.withResolvers();
  }

  /** Stores what still waits and the end, in one transaction. */
  async end(end: RunEnd): Promise<void> {
    await this.#stopFlushing();
    const { db, tenantId, runId, holder, wakeups, used } = this.#options;
    const parts = this.#takeWaiting();
    const stored = await tryWhileLeased(() =>
      withTransaction(db, { tenantId }, async tx => {
        if (parts.length > 0)
          await appendParts({ tenantId, holder, additions: [{ runId, parts }] }).execute(tx);
        return endRun(tx, { tenantId, runId, holder, used: used?.(), ...end });
      }),
    );
    // Ended by somebody else: its readers learn it from the log.
    wakeups.publish(runId, stored === undefined ? [] : [...parts, stored]);
  }

  /** For a run that is no longer ours to end: whoever ended it has billed it, unless it was deleted. */
  async settle(): Promise<void> {
    const { db, tenantId, runId, used } = this.#options;
    if (used === undefined) return;
    await withTransaction(db, { tenantId }, tx => settleRun(tx, { tenantId, runId, used: used() }));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#waiting = [];
    await this.#stopFlushing();
  }

  async #stopFlushing(): Promise<void> {
    clearInterval(this.#heartbeat);
    this.#isEnding = true;
    this.#ending.resolve();
    await this.#flushing;
  }

  /** Never rejects: what goes wrong here stops the producer. */
  async #flush(): Promise<void> {
    try {
      do {
        const startedAt = systemClock.elapsedMs();
        // What is said in one breath is written at once.
        await nextTurn();
        const parts = this.#takeWaiting();
        await this.#store(parts);
        const restMs = FLUSH_INTERVAL_MS - (systemClock.elapsedMs() - startedAt);
        // The first piece of text waits for nothing but its turn.
        if (restMs > 0 && parts.some(isText))
          await Promise.race([delay(restMs), this.#ending.promise, this.#hurry.promise]);
      } while (this.#waiting.length > 0 && !this.#isEnding);
    } catch (error) {
      this.#options.abort(error instanceof RunAbort ? error : new RunAbort('log-failed', error));
    } finally {
      this.#flushing = undefined;
    }
  }

  async #store(parts: StoredPart[]): Promise<void> {
    const { tenantId, runId, additions, wakeups, abort } = this.#options;
    const stored = await tryWhileLeased(() => additions.add(tenantId, { runId, parts }));
    if (stored === undefined) throw new RunAbort('lost');
    if (parts.length > 0) wakeups.publish(runId, parts);
    if (stored.isCancelled) abort(new RunAbort('cancelled'));
  }

  #takeWaiting(): StoredPart[] {
    const parts = this.#waiting.map((part, index) => ({ seq: this.#seq + index + 1, part }));
    this.#seq += parts.length;
    this.#waiting = [];
    return parts;
  }
}
