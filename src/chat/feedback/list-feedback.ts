import type { Database } from '#kernel/db/database.ts';
import type { AgePage } from '#kernel/db/newest-first.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import { listJudgedAnswers } from './queries.ts';
import type { JudgedAnswer } from './queries.ts';

/**
 * One page of answers that were rated or have a citation reported, newest first, plus the row that tells whether another
 * follows; without `userId` everybody's.
 */
export function listFeedback(
  db: Database,
  options: { tenantId: string; userId?: string } & AgePage,
): Promise<JudgedAnswer[]> {
  return withTransaction(db, { tenantId: options.tenantId }, tx => listJudgedAnswers(tx, options));
}
