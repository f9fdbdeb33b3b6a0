import type { Database } from '#kernel/db/database.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import { NotFound } from '#kernel/errors/common-errors.ts';
import { findLibraryById } from './queries.ts';
import type { LibraryRow } from './queries.ts';

/** @throws NotFound */
export async function getLibrary(
  db: Database,
  options: { tenantId: string; id: string },
): Promise<LibraryRow> {
  const row = await withTransaction(db, options, tx => findLibraryById(tx, options.id));
  if (row === undefined) throw new NotFound('library');
  return row;
}
