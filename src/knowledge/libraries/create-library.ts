import type { Database } from '#kernel/db/database.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import { NameTaken } from '#kernel/errors/common-errors.ts';
import { createId } from '#kernel/ids.ts';
import { insertLibrary } from './queries.ts';
import type { LibraryRow } from './queries.ts';

export interface CreateLibraryOptions {
  tenantId: string;
  name: string;
  metadata?: Record<string, unknown>;
}

/**
 * Of any number of creations with one name at once exactly one succeeds.
 * @throws NameTaken
 */
export async function createLibrary(db: Database, options: CreateLibraryOptions): Promise<LibraryRow> {
  const { tenantId, name, metadata = {} } = options;
  const library = { tenantId, id: createId(), name, metadata };
  const row = await withTransaction(db, { tenantId }, tx => insertLibrary(tx, library));
  if (row === undefined) throw new NameTaken('library', name);
  return row;
}
