import type { Database } from '#kernel/db/database.ts';
import { isUniqueViolation } from '#kernel/db/is-unique-violation.ts';
import { lookUps } from '#kernel/db/look-ups.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import { writeTogether } from '#kernel/db/write-together.ts';
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
    return await changeLibrary(db, options);
  } catch (error) {
    if (isUniqueViolation(error)) throw new NameTaken('library', options.changes.name ?? '');
    throw error;
  }
}

/** In one round trip: a row that many want is held no longer than its change takes. */
async function changeLibrary(db: Database, options: UpdateLibraryOptions): Promise<LibraryRow> {
  const { index, weights, ...changes } = options.changes;
  const retrieval = index || weights ? { index, weights } : undefined;
  const update = updateLibraryRow(db.kysely, { ...options, changes: { ...changes, retrieval } });
  const scope = { tenantId: options.tenantId };
  // Planning it took longer than doing it.
  const [[row]] = await writeTogether(db, { ...scope, settings: lookUps }, [update]);
  return row ?? withTransaction(db, scope, tx => refuseChange(tx, options.id));
}
