import type { Database } from '#kernel/db/database.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import { NotFound } from '#kernel/errors/common-errors.ts';
import { findRun } from './queries.ts';
import type { RunKey, RunRow } from './queries.ts';

/** @throws NotFound, for a colleague's run too. */
export async function getRun(db: Database, options: RunKey & { userId: string }): Promise<RunRow> {
  const { tenantId } = options;
  const run = await withTransaction(db, { tenantId }, tx => findRun(tx, options));
  if (run === undefined) throw new NotFound('run');
  return run;
}
