import type { Database, Tx } from '#kernel/db/database.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import type { Role } from '../permissions.ts';
import { findMemberRow, findMembership } from './queries.ts';

export interface Member {
  user: { id: string; email: string; name: string };
  tenant: { id: string; name: string };
}

/** Undefined for who is not, or no longer, a member of this tenant. */
export async function findRole(tx: Tx, userId: string): Promise<Role | undefined> {
  const membership = await findMembership(tx, userId);
  return membership?.role as Role | undefined;
}

/** Who a user is and where; undefined when either is gone. */
export async function findMember(
  db: Database,
  options: { tenantId: string; userId: string },
): Promise<Member | undefined> {
  const row = await withTransaction(db, options, tx => findMemberRow(tx, options.userId));
  if (row === undefined) return undefined;
  const { id, email, name } = row;
  return { user: { id, email, name }, tenant: { id: row.tenant_id, name: row.tenant_name } };
}
