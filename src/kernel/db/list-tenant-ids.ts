import type { Database } from './database.ts';
import { withTransaction } from './with-transaction.ts';

/** Every tenant's id, for duties that then visit each tenant by itself: maintenance sees tenants and nothing else. */
export function listTenantIds(db: Database): Promise<string[]> {
  return withTransaction(db, { maintenance: true }, async tx => {
    const rows = await tx.selectFrom('tenants').select('id').execute();
    return rows.map(row => row.id);
  });
}
