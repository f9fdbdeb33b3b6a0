import { sql } from 'kysely';
import type { Selectable } from 'kysely';
import type { Tx } from '#kernel/db/database.ts';
import { newestFirst } from '#kernel/db/newest-first.ts';
import type { AgePage } from '#kernel/db/newest-first.ts';
import type { ShareLinksTable } from '#kernel/db/tables.gen.ts';

/** Never the secret's hash. */
const columns = ['id', 'kind', 'target_id', 'created_at', 'expires_at', 'revoked_at'] as const;

export type ShareRow = Pick<Selectable<ShareLinksTable>, (typeof columns)[number]>;

export interface NewShare {
  tenantId: string;
  id: string;
  userId: string;
  kind: string;
  targetId: string;
  secretHash: Buffer;
  ttlMs: number;
}

export function insertShare(tx: Tx, share: NewShare): Promise<ShareRow> {
  return tx
    .insertInto('share_links')
    .values({
      tenant_id: share.tenantId,
      id: share.id,
      user_id: share.userId,
      kind: share.kind,
      target_id: share.targetId,
      secret_hash: share.secretHash,
      expires_at: sql<Date>`now() + ${share.ttlMs} * interval '1 millisecond'`,
    })
    .returning(columns)
    .executeTakeFirstOrThrow();
}

export function listShareRows(
  tx: Tx,
  options: AgePage & { userId: string; targetId?: string },
): Promise<ShareRow[]> {
  return tx
    .selectFrom('share_links')
    .select(columns)
    .where('user_id', '=', options.userId)
    .$if(options.targetId !== undefined, query => query.where('target_id', '=', options.targetId!))
    .$call(newestFirst('share_links', options))
    .execute();
}

/** For who presents the link's secret; its end is judged by the database's clock. */
export function findOpenShareByHash(tx: Tx, secretHash: Buffer) {
  return tx
    .selectFrom('share_links')
    .select(['tenant_id', 'user_id', 'kind', 'target_id', 'expires_at'])
    .where('secret_hash', '=', secretHash)
    .where('revoked_at', 'is', null)
    .where('expires_at', '>', sql<Date>`now()`)
    .executeTakeFirst();
}

/** Undefined when this user has no such link; one that was revoked before keeps its time. */
export function revokeShareRow(
  tx: Tx,
  { id, userId }: { id: string; userId: string },
): Promise<ShareRow | undefined> {
  return tx
    .updateTable('share_links')
    .set({ revoked_at: sql<Date>`coalesce(revoked_at, now())` })
    .where('id', '=', id)
    .where('user_id', '=', userId)
    .returning(columns)
    .executeTakeFirst();
}
