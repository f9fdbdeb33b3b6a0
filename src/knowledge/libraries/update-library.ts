import type { Database, Tx } from '#kernel/db/database.ts';
import { isUniqueViolation } from '#kernel/db/is-unique-violation.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import { NameTaken } from '#kernel/errors/common-errors.ts';
import type { RetrievalSettings } from '#knowledge/index/retrieval-settings.ts';
import { refuseChange } from './refuse-change.ts';
import { updateLibraryRow } from './queries.ts';
import type { LibraryChanges, LibraryRow } from './queries.ts';

export interface UpdateLibraryOptions {
  tenantId: string;
  id: string;
  /** The version the change is meant for; undefined means any. */
  version?: number;
  changes: Pick<LibraryChanges, 'name' | 'metadata'> & Partial<RetrievalSettings>;
}

/** @throws NotFound; VersionMismatch when it was changed since it was read; NameTaken */
export async function updateLibrary(db: Database, options: UpdateLibraryOptions): Promise<LibraryRow> {
  try {
    return await withTransaction(db, options, tx => changeLibrary(tx, options));
  } catch (error) {
    if (isUniqueViolation(error)) throw new NameTaken('library', options.changes.name ?? '');
    throw error;
  }
}

async function changeLibrary(tx: Tx, options: UpdateLibraryOptions): Promise<LibraryRow> {
  const { index, weights, ...changes } = options.changes;
  const retrieval = index || weights ? { index, weights } : undefined;
  const row = await updateLibraryRow(tx, { ...options, changes: { ...changes, retrieval } });
  return row ?? refuseChange(tx, options.id);
}
