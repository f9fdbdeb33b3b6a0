import type { Database } from '#kernel/db/database.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import { listLibraryNameRows } from './queries.ts';
import type { LibraryNameRow } from './queries.ts';

/** Every library of a tenant, name and age only. */
export function listLibraryNames(db: Database, options: { tenantId: string }): Promise<LibraryNameRow[]> {
  return withTransaction(db, options, listLibraryNameRows);
}
