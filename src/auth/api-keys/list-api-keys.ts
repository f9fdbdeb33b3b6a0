import type { Database } from '#kernel/db/database.ts';
import type { AgePage } from '#kernel/db/newest-first.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import { listApiKeyRows } from './queries.ts';
import type { ApiKeyRow } from './queries.ts';

/** One page of the tenant's keys, newest first, plus the row that tells whether another follows. */
export function listApiKeys(db: Database, options: AgePage & { tenantId: string }): Promise<ApiKeyRow[]> {
  return withTransaction(db, options, tx => listApiKeyRows(tx, options));
}
