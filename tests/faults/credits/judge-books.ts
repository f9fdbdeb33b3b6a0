import type { Database } from '#kernel/db/database.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import { checkBooks } from '#usage/records/check-books.ts';

export interface BooksVerdict {
  breaches: string[];
  /** Settlements that were acknowledged and left no record. */
  lost: number;
  /** Holds with more than one record. */
  doubled: number;
}

/** Σ records = used, Σ held = reserved, no expired hold left, and each acknowledged settlement recorded once. */
export async function judgeBooks(
  db: Database,
  { tenantId, settled }: { tenantId: string; settled: Iterable<string> },
): Promise<BooksVerdict> {
  const differences = await checkBooks(db, tenantId);
  const { recorded, expired } = await withTransaction(db, { tenantId }, async tx => ({
    recorded: await tx.selectFrom('usage_records').select('hold_id').execute(),
    expired: await tx
      .selectFrom('usage_holds')
      .select('id')
      .where('state', '=', 'held')
      .where('lease_expires_at', '<', new Date())
      .execute(),
  }));
  const ids = new Set(recorded.map(record => record.hold_id));
  return {
    breaches: [
      ...differences.map(each => `the books do not agree: ${JSON.stringify(each)}`),
      ...(expired.length > 0 ? [`${expired.length} expired holds are left`] : []),
    ],
    lost: [...settled].filter(id => !ids.has(id)).length,
    doubled: recorded.length - ids.size,
  };
}
