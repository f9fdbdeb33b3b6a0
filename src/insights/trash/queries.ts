import { sql } from 'kysely';
import type { Tx } from '#kernel/db/database.ts';
import { lastDeletedFirst } from '#kernel/trash/last-deleted-first.ts';
import type { TrashPage } from '#kernel/trash/last-deleted-first.ts';
import type { InsightRow } from '../queries.ts';

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
export function listDeletedRows(tx: Tx, page: TrashPage): Promise<InsightRow[]> {
  return tx.selectFrom('insights').selectAll().$call(lastDeletedFirst('insights', page)).execute();
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

export async function removeRows(tx: Tx, { ids }: { ids: string[] }): Promise<void> {
  await tx.deleteFrom('insights').where('id', 'in', ids).execute();
}
