import type { Database } from '#kernel/db/database.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import { NotFound } from '#kernel/errors/common-errors.ts';
import { findImport } from './queries.ts';
import type { ImportRow } from './queries.ts';

/** @throws NotFound */
export async function getImport(
  db: Database,
  { tenantId, id }: { tenantId: string; id: string },
): Promise<ImportRow> {
  const row = await withTransaction(db, { tenantId }, tx => findImport(tx, id));
  if (row === undefined) throw new NotFound('import');
  return row;
}
