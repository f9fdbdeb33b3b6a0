import { sql } from 'kysely';
import type { Tx } from '#kernel/db/database.ts';
import { lastDeletedFirst } from '#kernel/trash/last-deleted-first.ts';
import type { TrashPage } from '#kernel/trash/last-deleted-first.ts';
import type { DocumentRow } from '../queries.ts';

// Neither touches updated_at: what was made from a document is not outdated because it was away for a while.

/** The caller holds its lock, and has asked to see what is deleted. */
export async function markDeleted(tx: Tx, id: string): Promise<void> {
  await tx
    .updateTable('documents')
    .set({ deleted_at: sql`now()` })
    .where('id', '=', id)
    .execute();
}

/** Raises unique_violation where the library has the same file again. */
export async function unmarkDeleted(tx: Tx, id: string): Promise<void> {
  await tx.updateTable('documents').set({ deleted_at: null }).where('id', '=', id).execute();
}

/** Last deleted first, one more than the page's limit. */
export function listDeletedRows(tx: Tx, page: TrashPage): Promise<DocumentRow[]> {
  return tx.selectFrom('documents').selectAll().$call(lastDeletedFirst('documents', page)).execute();
}

/** Of `ids`, what lies in the trash, locked. */
export function lockDeleted(tx: Tx, ids: string[]): Promise<DocumentRow[]> {
  return tx
    .selectFrom('documents')
    .selectAll()
    .where('id', 'in', ids)
    .where('deleted_at', 'is not', null)
    .orderBy('id')
    .forUpdate()
    .execute();
}
