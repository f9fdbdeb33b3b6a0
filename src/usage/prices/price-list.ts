import { systemClock } from '#kernel/clock.ts';
import type { Database } from '#kernel/db/database.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import type { Price } from './price.ts';
import { findPrice } from './queries.ts';

const FRESH_MS = 30_000;

/** The prices in force, looked up now and then: a new version counts within half a minute. */
export class PriceList {
  readonly #db: Database;
  readonly #known = new Map<string, { price: Promise<Price>; askedMs: number }>();

  constructor(db: Database) {
    this.#db = db;
  }

  /** @throws when not even `*` has a price: the migrations give it one. */
  of(model: string): Promise<Price> {
    const known = this.#known.get(model);
    const nowMs = systemClock.elapsedMs();
    if (known !== undefined && nowMs - known.askedMs < FRESH_MS) return known.price;
    const price = this.#lookUp(model);
    this.#known.set(model, { price, askedMs: nowMs });
    return price;
  }

  async #lookUp(model: string): Promise<Price> {
    try {
      const price = await withTransaction(this.#db, { maintenance: true }, tx => findPrice(tx, model));
      if (price === undefined) throw new Error(`there is no price for ${model}`);
      return price;
    } catch (error) {
      this.#known.delete(model);
      throw error;
    }
  }
}
