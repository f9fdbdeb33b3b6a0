import type { Database } from '#kernel/db/database.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import type { Price } from './price.ts';
import { insertPrice } from './queries.ts';

/** Adds a version of a model's prices; work that has begun keeps the one it began with. False: there is such a version. */
export function createPrice(db: Database, price: Price & { validFrom?: Date }): Promise<boolean> {
  return withTransaction(db, { maintenance: true }, tx => insertPrice(tx, price));
}
