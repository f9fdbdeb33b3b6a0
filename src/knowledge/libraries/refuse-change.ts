import type { Tx } from '#kernel/db/database.ts';
import { NotFound, VersionMismatch } from '#kernel/errors/common-errors.ts';
import { findLibraryById } from './queries.ts';

/** Says why a guarded change touched no row. */
export async function refuseChange(tx: Tx, id: string): Promise<never> {
  const library = await findLibraryById(tx, id);
  throw library === undefined ? new NotFound('library') : new VersionMismatch('library');
}
