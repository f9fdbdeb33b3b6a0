import type { Database, Tx } from '../db/database.ts';
import { withTransaction } from '../db/with-transaction.ts';
import { deleteClaim, extendClaim, finishClaim, saveReply } from './queries.ts';
import type { KeyOfRequest, StoredReply } from './queries.ts';
import { RequestInFlight } from './idempotency-errors.ts';

/** A process that falls silent gives its keys back after this; a request that takes longer keeps its own. */
export const LEASE_MS = 10_000;

/** The right of one request to have the effect that its key stands for. */
export class Claim {
  readonly #db: Database;
  readonly #claim: KeyOfRequest & { holder: string };

  constructor(db: Database, claim: KeyOfRequest & { holder: string }) {
    this.#db = db;
    this.#claim = claim;
  }

  /** Keeps the key for this request until it is disposed. */
  keep(): Disposable {
    const extend = () =>
      withTransaction(this.#db, this.#claim, tx => extendClaim(tx, { ...this.#claim, leaseMs: LEASE_MS }));
    // One that is lost is tried again; if all are, another request may take over, and `finish` sees it.
    const timer = setInterval(() => void Promise.allSettled([extend()]), LEASE_MS / 3).unref();
    return { [Symbol.dispose]: () => clearInterval(timer) };
  }

  /**
   * In the transaction of the effect: from its commit on the key stands for what was made, whatever becomes of the reply.
   * @throws RequestInFlight when another request took over meanwhile, so that this transaction has no effect.
   */
  async finish(tx: Tx, effectId?: string): Promise<void> {
    const finished = await finishClaim(tx, { ...this.#claim, effectId: effectId ?? null });
    if (!finished) throw new RequestInFlight();
  }

  /** What a repetition is answered. */
  async keepReply(reply: StoredReply): Promise<void> {
    await withTransaction(this.#db, this.#claim, tx => saveReply(tx, { ...this.#claim, reply }));
  }

  /** After a failure: without a committed effect the key is free for another try. */
  async abandon(): Promise<void> {
    await withTransaction(this.#db, this.#claim, tx => deleteClaim(tx, this.#claim));
  }
}
