import type { Database } from '#kernel/db/database.ts';
import { lookUps } from '#kernel/db/look-ups.ts';
import { readTogether } from '#kernel/db/read-together.ts';
import { NotFound } from '#kernel/errors/common-errors.ts';
import { selectLibrary } from './queries.ts';
import type { LibraryRow } from './queries.ts';

/** @throws NotFound */
export async function getLibrary(
  db: Database,
  options: { tenantId: string; id: string },
): Promise<LibraryRow> {
  const scope = { tenantId: options.tenantId, settings: lookUps };
  const [[row]] = await readTogether(db, scope, [
    { query: selectLibrary(db.kysely, options.id), prepared: true },
  ]);
  if (row === undefined) throw new NotFound('library');
  return row;
}
