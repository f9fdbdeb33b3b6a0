import { sql } from 'kysely';
import type { Database, Tx } from '#kernel/db/database.ts';
import { listTenantIds } from '#kernel/db/list-tenant-ids.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import { showDeleted } from './show-deleted.ts';
import { TRASH_DAYS } from './trash-days.ts';

interface Trash {
  table: 'conversations' | 'insights' | 'documents';
  /** Removes these rows, which it finds locked, with all that belongs to them. */
  remove: (tx: Tx, expired: { tenantId: string; ids: string[] }) => Promise<void>;
}

const BATCH = 50;

/** Maintenance: removes for good what has lain in the trash for its days, tenant by tenant. @returns how many. */
export async function emptyTrash(db: Database, { table, remove }: Trash): Promise<number> {
  let removed = 0;
  for (const tenantId of await listTenantIds(db)) {
    let batch: number;
    do {
      batch = await withTransaction(db, { tenantId }, async tx => {
        await showDeleted(tx);
        const ids = await lockExpired(tx, { table, tenantId });
        if (ids.length > 0) await remove(tx, { tenantId, ids });
        return ids.length;
      });
      removed += batch;
    } while (batch === BATCH);
  }
  return removed;
}

async function lockExpired(tx: Tx, { table, tenantId }: Pick<Trash, 'table'> & { tenantId: string }) {
  const { rows } = await sql<{ id: string }>`select id from ${sql.table(table)}
    where tenant_id = ${tenantId}::uuid and deleted_at < now() - ${TRASH_DAYS} * interval '1 day'
    order by deleted_at limit ${BATCH} for update skip locked`.execute(tx);
  return rows.map(row => row.id);
}
