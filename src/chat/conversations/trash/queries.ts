import { sql } from 'kysely';
import type { Selectable } from 'kysely';
import type { Tx } from '#kernel/db/database.ts';
import type { ConversationsTable } from '#kernel/db/tables.gen.ts';
import { lastDeletedFirst } from '#kernel/trash/last-deleted-first.ts';
import type { TrashPage } from '#kernel/trash/last-deleted-first.ts';
import { conversationColumns } from '../queries.ts';
import type { ConversationRow, Owner } from '../queries.ts';

const columns = [...conversationColumns, 'deleted_at'] as const;

export type DeletedConversation = ConversationRow & { deleted_at: Date };

type Row = Pick<Selectable<ConversationsTable>, (typeof columns)[number]>;

/** False when it is not this user's, or of another version, or deleted already. */
export async function markDeleted(
  tx: Tx,
  { tenantId, userId, id, version }: Owner & { id: string; version?: number },
): Promise<boolean> {
  const updated = await tx
    .updateTable('conversations')
    .set({ deleted_at: sql`now()` })
    .where('tenant_id', '=', tenantId)
    .where('id', '=', id)
    .where('user_id', '=', userId)
    .where('deleted_at', 'is', null)
    .$if(version !== undefined, query => query.where('version', '=', version!))
    .executeTakeFirst();
  return updated.numUpdatedRows > 0n;
}

/** Asks whoever writes an answer in it to stop; told by NOTIFY, which goes out only if the transaction commits. */
export async function stopWriters(tx: Tx, { tenantId, userId, id }: Owner & { id: string }): Promise<void> {
  await sql`with stopped as (
      update runs r set cancel_requested_at = coalesce(cancel_requested_at, now())
      from conversations c where c.tenant_id = r.tenant_id and c.id = r.conversation_id and c.user_id = ${userId}
        and r.tenant_id = ${tenantId} and r.conversation_id = ${id} and r.state = 'streaming' returning r.id
    ) select pg_notify('run_cancels', id::text) from stopped`.execute(tx);
}

/** Last deleted first, one more than `limit`. */
export async function listDeletedRows(
  tx: Tx,
  { tenantId, userId, ...page }: Owner & TrashPage,
): Promise<DeletedConversation[]> {
  const rows: Row[] = await tx
    .selectFrom('conversations')
    .select(columns)
    .where('tenant_id', '=', tenantId)
    .where('user_id', '=', userId)
    .$call(lastDeletedFirst('conversations', page))
    .execute();
  return rows as DeletedConversation[];
}

/** Undefined when no deleted conversation of this user has the id. */
export function unmarkDeleted(
  tx: Tx,
  { tenantId, userId, id }: Owner & { id: string },
): Promise<ConversationRow | undefined> {
  return tx
    .updateTable('conversations')
    .set({ deleted_at: null })
    .where('tenant_id', '=', tenantId)
    .where('id', '=', id)
    .where('user_id', '=', userId)
    .where('deleted_at', 'is not', null)
    .returning(conversationColumns)
    .executeTakeFirst();
}

/** Messages, runs, parts, citations and feedback go with it. False when there is no such conversation of this user. */
export async function removeRow(
  tx: Tx,
  { tenantId, userId, id, onlyDeleted = false }: Owner & { id: string; onlyDeleted?: boolean },
): Promise<boolean> {
  const removed = await tx
    .deleteFrom('conversations')
    .where('tenant_id', '=', tenantId)
    .where('id', '=', id)
    .where('user_id', '=', userId)
    .$if(onlyDeleted, query => query.where('deleted_at', 'is not', null))
    .executeTakeFirst();
  return removed.numDeletedRows > 0n;
}

export async function removeRows(
  tx: Tx,
  { tenantId, ids }: { tenantId: string; ids: string[] },
): Promise<void> {
  await tx.deleteFrom('conversations').where('tenant_id', '=', tenantId).where('id', 'in', ids).execute();
}
