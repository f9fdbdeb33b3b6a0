import { sql } from 'kysely';
import type { Tx } from '#kernel/db/database.ts';
import type { InsightRow } from '../queries.ts';

/** How long a deleted insight can be restored. */
export const TRASH_DAYS = 30;

export async function markDeleted(tx: Tx, id: string): Promise<boolean> {
  const updated = await tx
    .updateTable('insights')
    .set({ deleted_at: sql`now()` })
    .where('id', '=', id)
    .where('deleted_at', 'is', null)
    .executeTakeFirst();
  return updated.numUpdatedRows > 0n;
}

export async function unmarkDeleted(tx: Tx, id: string): Promise<void> {
  await tx.updateTable('insights').set({ deleted_at: null }).where('id', '=', id).execute();
}

/** Last deleted first, one more than `limit`. */
export function listDeletedRows(
  tx: Tx,
  { limit, after }: { limit: number; after?: { deletedAt: Date; id: string } },
): Promise<InsightRow[]> {
  return tx
    .selectFrom('insights')
    .selectAll()
    .where('deleted_at', 'is not', null)
    .$if(after !== undefined, query =>
      query.where(sql<boolean>`(deleted_at, id) < (${after!.deletedAt}::timestamptz, ${after!.id}::uuid)`),
    )
    .orderBy('deleted_at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit + 1)
    .execute();
}

/** Sections, citations and passages go with it. False when no deleted insight has the id. */
export async function removeRow(tx: Tx, id: string): Promise<boolean> {
  const removed = await tx
    .deleteFrom('insights')
    .where('id', '=', id)
    .where('deleted_at', 'is not', null)
    .executeTakeFirst();
  return removed.numDeletedRows > 0n;
}

/** A batch of those whose time is over; returns how many. */
export async function removeExpiredRows(
  tx: Tx,
  { tenantId, limit }: { tenantId: string; limit: number },
): Promise<number> {
  const removed = await sql`with expired as materialized (
      select id from insights where tenant_id = ${tenantId}::uuid
        and deleted_at < now() - ${TRASH_DAYS} * interval '1 day'
      order by deleted_at limit ${limit} for update skip locked
    ) delete from insights i using expired where i.tenant_id = ${tenantId}::uuid and i.id = expired.id`.execute(
    tx,
  );
  return Number(removed.numAffectedRows ?? 0);
}
