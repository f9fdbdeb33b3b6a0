import { sql } from 'kysely';
import type { Selectable } from 'kysely';
import type { Tx } from '#kernel/db/database.ts';
import { newestFirst } from '#kernel/db/newest-first.ts';
import type { AgePage } from '#kernel/db/newest-first.ts';
import type { AuditEntriesTable } from '#kernel/db/tables.gen.ts';

export type AuditRow = Selectable<AuditEntriesTable>;

export interface AuditedRead {
  tenantId: string;
  /** `kind.verb`, such as `conversation.exported`. */
  action: string;
  targetId: string;
}

export interface AuditFilter {
  action?: string;
  userId?: string;
  targetId?: string;
  since?: Date;
  until?: Date;
}

export async function insertRead(tx: Tx, { tenantId, action, targetId }: AuditedRead): Promise<void> {
  const [kind = ''] = action.split('.');
  await sql`select write_audit(${tenantId}, ${action}, ${kind}, ${targetId}, '{}', app_actor())`.execute(tx);
}

export function listAuditRows(tx: Tx, filter: AuditFilter, page: AgePage): Promise<AuditRow[]> {
  const { action, userId, targetId, since, until } = filter;
  let query = tx.selectFrom('audit_entries').selectAll();
  if (action !== undefined) query = query.where('action', '=', action);
  if (userId !== undefined) query = query.where('user_id', '=', userId);
  if (targetId !== undefined) query = query.where('target_id', '=', targetId);
  if (since !== undefined) query = query.where('created_at', '>=', since);
  if (until !== undefined) query = query.where('created_at', '<', until);
  return query.$call(newestFirst('audit_entries', page)).execute();
}

export async function deleteOldEntries(tx: Tx, keepDays: number): Promise<void> {
  await tx
    .deleteFrom('audit_entries')
    .where('created_at', '<', sql<Date>`now() - make_interval(days => ${keepDays}::int)`)
    .execute();
}
