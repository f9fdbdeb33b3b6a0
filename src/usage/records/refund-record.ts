import type { Database } from '#kernel/db/database.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import { NotFound } from '#kernel/errors/common-errors.ts';
import { createId } from '#kernel/ids.ts';
import { moveCounter } from '../holds/counters/queries.ts';
import { findRefundable, insertRefund } from './queries.ts';

/**
 * Gives back what a record cost, by a record of its own: the old one stays. False when that was done before.
 * @throws NotFound
 */
export function refundRecord(
  db: Database,
  { tenantId, id, reason }: { tenantId: string; id: string; reason: string },
): Promise<boolean> {
  return withTransaction(db, { tenantId }, async tx => {
    const record = await findRefundable(tx, { tenantId, id });
    if (record === undefined) throw new NotFound('usage record');
    if (!(await insertRefund(tx, { id: createId(), record, reason }))) return false;
    const counter = { tenantId, periodStart: record.period_start, held: 0 };
    await moveCounter(tx, { ...counter, meter: 'credits', used: -record.credits });
    await moveCounter(tx, { ...counter, meter: 'pages', used: -record.pages });
    return true;
  });
}
