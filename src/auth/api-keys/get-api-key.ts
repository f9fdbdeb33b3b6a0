import type { Database } from '#kernel/db/database.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import { NotFound } from '#kernel/errors/common-errors.ts';
import { findApiKeyById } from './queries.ts';
import type { ApiKeyRow } from './queries.ts';

/** @throws NotFound */
export async function getApiKey(db: Database, options: { tenantId: string; id: string }): Promise<ApiKeyRow> {
  const row = await withTransaction(db, options, tx => findApiKeyById(tx, options.id));
  if (row === undefined) throw new NotFound('API key');
  return row;
}
