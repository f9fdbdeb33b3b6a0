import type { Database } from '#kernel/db/database.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import { NameTaken } from '#kernel/errors/common-errors.ts';
import { createId } from '#kernel/ids.ts';
import type { FusionWeights, IndexSettings } from '#knowledge/index/retrieval-settings.ts';
import { insertLibrary } from './queries.ts';
import type { LibraryRow } from './queries.ts';

export interface CreateLibraryOptions {
  tenantId: string;
  name: string;
  metadata?: Record<string, unknown>;
  index?: IndexSettings;
  weights?: FusionWeights;
}

/**
 * Of any number of creations with one name at once exactly one succeeds.
 * @throws NameTaken
 */
export async function createLibrary(db: Database, options: CreateLibraryOptions): Promise<LibraryRow> {
  const { tenantId, name, metadata = {}, index, weights } = options;
  const library = { tenantId, id: createId(), name, metadata, retrieval: { index, weights } };
  const row = await withTransaction(db, { tenantId }, tx => insertLibrary(tx, library));
  if (row === undefined) throw new NameTaken('library', name);
  return row;
}
