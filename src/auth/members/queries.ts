import { sql } from 'kysely';
import type { Tx } from '#kernel/db/database.ts';
import { newestFirst } from '#kernel/db/newest-first.ts';
import type { AgePage } from '#kernel/db/newest-first.ts';
import type { Role } from '../permissions.ts';

export interface MemberRow {
  id: string;
  email: string;
  name: string;
  role: string;
  created_at: Date;
  last_seen_at: Date | null;
}

function memberRows(tx: Tx) {
  return tx
    .selectFrom('users')
    .innerJoin('memberships', join =>
      join
        .onRef('memberships.tenant_id', '=', 'users.tenant_id')
        .onRef('memberships.user_id', '=', 'users.id'),
    )
    .select(eb => [
      'users.id',
      'users.email',
      'users.name',
      'memberships.role',
      'users.created_at',
      eb
        .selectFrom('sessions')
        .select(sql<Date | null>`max(last_seen_at)`.as('last_seen_at'))
        .whereRef('sessions.tenant_id', '=', 'users.tenant_id')
        .whereRef('sessions.user_id', '=', 'users.id')
        .as('last_seen_at'),
    ]);
}

export function listMemberRows(tx: Tx, page: AgePage): Promise<MemberRow[]> {
  return memberRows(tx).$call(newestFirst('users', page)).execute();
}

export function findMemberById(tx: Tx, id: string): Promise<MemberRow | undefined> {
  return memberRows(tx).where('users.id', '=', id).executeTakeFirst();
}

/** Undefined when the address has a member already. Who was a member before is the same user again. */
export async function insertMember(
  tx: Tx,
  member: { tenantId: string; id: string; email: string; name: string; role: Role },
): Promise<string | undefined> {
  const { tenantId, id, email, name, role } = member;
  await tx
    .insertInto('users')
    .values({ tenant_id: tenantId, id, email, name })
    .onConflict(conflict => conflict.columns(['tenant_id', 'email']).doNothing())
    .execute();
  const added = await tx
    .insertInto('memberships')
    .columns(['tenant_id', 'user_id', 'role'])
    .expression(eb =>
      eb
        .selectFrom('users')
        .select(['tenant_id', 'id', sql.lit(role).as('role')])
        .where('email', '=', email),
    )
    .onConflict(conflict => conflict.columns(['tenant_id', 'user_id']).doNothing())
    .returning('user_id')
    .executeTakeFirst();
  return added?.user_id;
}

/** Who changes roles goes one after the other: two owners may not take each other's last place at once. */
export async function lockOwners(tx: Tx): Promise<string[]> {
  const rows = await tx
    .selectFrom('memberships')
    .select('user_id')
    .where('role', '=', 'owner')
    .orderBy('user_id')
    .forUpdate()
    .execute();
  return rows.map(row => row.user_id);
}

export async function setRole(tx: Tx, { id, role }: { id: string; role: Role }): Promise<boolean> {
  const changed = await tx
    .updateTable('memberships')
    .set({ role })
    .where('user_id', '=', id)
    .executeTakeFirst();
  return changed.numUpdatedRows > 0n;
}

/** The user stays, with what they wrote; every credential of theirs goes. */
export async function deleteMembership(tx: Tx, id: string): Promise<boolean> {
  const gone = await tx.deleteFrom('memberships').where('user_id', '=', id).executeTakeFirst();
  await tx.deleteFrom('sessions').where('user_id', '=', id).execute();
  await tx.deleteFrom('sign_in_links').where('user_id', '=', id).execute();
  await tx.deleteFrom('api_keys').where('user_id', '=', id).execute();
  return gone.numDeletedRows > 0n;
}
