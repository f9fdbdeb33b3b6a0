import type { Database, Tx } from '../db/database.ts';
import { withTransaction } from '../db/with-transaction.ts';
import { deleteClaim, finishClaim, saveReply } from './queries.ts';
import type { KeyOfRequest, StoredReply } from './queries.ts';
import { RequestInFlight } from './idempotency-errors.ts';

/** The right of one request to have the effect that its key stands for. */
export class Claim {
  readonly #db: Database;
  readonly #claim: KeyOfRequest & { holder: string };
  #hasEffect = false;

  constructor(db: Database, claim: KeyOfRequest & { holder: string }) {
    this.#db = db;
    this.#claim = claim;
  }

  /**
   * In the transaction of the effect: from its commit on the key stands for what was made, whatever becomes of the reply.
   * @throws RequestInFlight when another request took over meanwhile, so that this transaction has no effect.
   */
  async finish(tx: Tx, effectId?: string): Promise<void> {
    const finished = await finishClaim(tx, { ...this.#claim, effectId: effectId ?? null });
    if (!finished) throw new RequestInFlight();
    this.#hasEffect = true;
  }

  /** What a repetition is answered. */
  async keepReply(reply: StoredReply): Promise<void> {
    await withTransaction(this.#db, this.#claim, tx => saveReply(tx, { ...this.#claim, reply }));
  }

  /** After a failure: without an effect the key is free for another try. */
  async abandon(): Promise<void> {
    if (this.#hasEffect) return;
    await withTransaction(this.#db, this.#claim, tx => deleteClaim(tx, this.#claim));
  }
}
