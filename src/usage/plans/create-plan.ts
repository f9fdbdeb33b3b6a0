import type { Database } from '#kernel/db/database.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import { insertPlan } from './queries.ts';
import type { NewPlan } from './queries.ts';

/** Adds a plan that tenants may be put on. Plans never change: other terms are another plan. False: the id is taken. */
export function createPlan(db: Database, plan: NewPlan): Promise<boolean> {
  return withTransaction(db, { maintenance: true }, tx => insertPlan(tx, plan));
}
