import type { Database } from '#kernel/db/database.ts';
import type { AgePage } from '#kernel/db/newest-first.ts';
import { readFrom } from '#kernel/db/read-from.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import { listLibraryRows } from './queries.ts';
import type { LibraryRow } from './queries.ts';

/** One page, newest first, plus the row that tells whether another follows. */
export function listLibraries(db: Database, options: AgePage & { tenantId: string }): Promise<LibraryRow[]> {
  return withTransaction(readFrom(db), options, tx => listLibraryRows(tx, options));
}
