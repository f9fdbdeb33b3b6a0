import { availableParallelism } from 'node:os';
import { TooManyRequests } from '#auth/limits/too-many-requests.ts';
import type { Database } from '#kernel/db/database.ts';
import { Overloaded } from '#kernel/errors/common-errors.ts';
import { Semaphore } from '#kernel/limits/semaphore.ts';

/** Whoever would wait longer is told to come again. */
const MAX_WAIT_MS = 10_000;
/** Of one tenant. A longer line moves on too slowly for whoever would join it. */
const MAX_WAITING = 64;

/**
 * Searches are work for the processor, in the database: all at once they would keep everything else from it, and be done
 * no sooner. So few are at work, and at most half of them are one tenant's.
 */
export class SearchTurns {
  static readonly #ofDatabase = new WeakMap<Database, SearchTurns>();
  readonly #all: Semaphore;
  readonly #limitOfTenant: number;
  readonly #byTenant = new Map<string, Semaphore>();

  constructor(limit = 2 * availableParallelism()) {
    this.#all = new Semaphore(limit);
    this.#limitOfTenant = Math.ceil(limit / 2);
  }

  static of(db: Database): SearchTurns {
    const known = SearchTurns.#ofDatabase.get(db) ?? new SearchTurns();
    SearchTurns.#ofDatabase.set(db, known);
    return known;
  }

  /** How many searches of a database are at work in this process; said before the first one. */
  static limit(db: Database, limit: number): void {
    SearchTurns.#ofDatabase.set(db, new SearchTurns(limit));
  }

  /** @throws TooManyRequests when enough of this tenant's wait already, Overloaded after ten seconds, or the signal's reason. */
  async take(tenantId: string, signal?: AbortSignal): Promise<Disposable> {
    const ofTenant = this.#turnsOf(tenantId);
    if (ofTenant.waiting >= MAX_WAITING) throw lineIsFull();
    using patience = new Patience(signal);
    const first = await ofTenant.acquire(patience.signal);
    try {
      const second = await this.#all.acquire(patience.signal);
      return { [Symbol.dispose]: () => this.#giveBack(tenantId, [second, first]) };
    } catch (error) {
      this.#giveBack(tenantId, [first]);
      throw error;
    }
  }

  #turnsOf(tenantId: string): Semaphore {
    const known = this.#byTenant.get(tenantId) ?? new Semaphore(this.#limitOfTenant);
    this.#byTenant.set(tenantId, known);
    return known;
  }

  #giveBack(tenantId: string, turns: Disposable[]): void {
    for (const turn of turns) turn[Symbol.dispose]();
    const ofTenant = this.#byTenant.get(tenantId);
    if (ofTenant?.taken === 0 && ofTenant.waiting === 0) this.#byTenant.delete(tenantId);
  }
}

/** Ends with the signal of whoever waits, or by itself. */
class Patience implements Disposable {
  readonly #ends = new AbortController();
  readonly #given?: AbortSignal;
  readonly #timer: NodeJS.Timeout;
  readonly #leave = (): void => this.#ends.abort(this.#given?.reason);

  constructor(signal?: AbortSignal) {
    this.#given = signal;
    this.#timer = setTimeout(() => this.#ends.abort(tooMany()), MAX_WAIT_MS);
    if (signal?.aborted) this.#leave();
    signal?.addEventListener('abort', this.#leave, { once: true });
  }

  get signal(): AbortSignal {
    return this.#ends.signal;
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
    this.#given?.removeEventListener('abort', this.#leave);
  }
}

/** The others' searches have lines of their own: it is this tenant that asks too much. */
const lineIsFull = (): TooManyRequests =>
  new TooManyRequests(
    'Too many of your searches are waiting.',
    { policy: 'searches-waiting', burst: MAX_WAITING },
    1_000,
  );

const tooMany = (): Overloaded =>
  new Overloaded('Too many searches are waiting right now.', { retryAfterSeconds: 1 });
