import type { Database } from '#kernel/db/database.ts';
import type { AgePage } from '#kernel/db/newest-first.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import { listRecordRows } from './queries.ts';
import type { RecordFilter, RecordRow } from './queries.ts';

/** What was billed, newest first; one row more than the limit when a page follows. */
export function listRecords(
  db: Database,
  options: { tenantId: string } & RecordFilter & AgePage,
): Promise<RecordRow[]> {
  return withTransaction(db, options, tx => listRecordRows(tx, options));
}
