import type { Database } from '#kernel/db/database.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import { NotFound } from '#kernel/errors/common-errors.ts';
import { RememberedPrincipals } from '../remembered-principals.ts';
import { deleteApiKeyRow } from './queries.ts';

/**
 * Revokes a key: this process refuses the next request that presents it, every other one within a second.
 * @throws NotFound
 */
export async function deleteApiKey(db: Database, options: { tenantId: string; id: string }): Promise<void> {
  const deleted = await withTransaction(db, options, tx => deleteApiKeyRow(tx, options.id));
  RememberedPrincipals.of(db).forget();
  if (!deleted) throw new NotFound('API key');
}
