import { systemClock } from '#kernel/clock.ts';
import type { Database } from '#kernel/db/database.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import type { Duty } from '#kernel/jobs/duty.ts';
import { ensureMonth } from './ensure-month.ts';

const MONTHS_AHEAD = 2;

/** The partitions of this month and the next ones are there before anybody needs them. */
export function makeMonthsAhead(db: Database): Duty {
  return {
    name: 'make-months-ahead',
    everyMs: 6 * 3_600_000,
    run: async () => {
      const now = systemClock.now();
      for (let ahead = 0; ahead <= MONTHS_AHEAD; ahead++) {
        const month = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + ahead, 1));
        await withTransaction(db, { maintenance: true }, tx => ensureMonth(tx, month));
      }
    },
  };
}
