import type { Database } from '#kernel/db/database.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import { NotFound } from '#kernel/errors/common-errors.ts';
import type { Role } from '../permissions.ts';
import { RememberedPrincipals } from '../remembered-principals.ts';
import { keepAnOwner } from './keep-an-owner.ts';
import { deleteMembership, findMemberById, setRole } from './queries.ts';
import type { MemberRow } from './queries.ts';

export interface MemberKey {
  tenantId: string;
  id: string;
}

/** @throws NotFound; StateConflict for the last owner. */
export async function changeRole(
  db: Database,
  { tenantId, id, role }: MemberKey & { role: Role },
): Promise<MemberRow> {
  const member = await withTransaction(db, { tenantId }, async tx => {
    if (role !== 'owner') await keepAnOwner(tx, id);
    if (!(await setRole(tx, { id, role }))) throw new NotFound('member');
    return (await findMemberById(tx, id))!;
  });
  RememberedPrincipals.of(db).forget();
  return member;
}

/**
 * Takes somebody out of the workspace: from now on none of their credentials is accepted.
 * @throws NotFound; StateConflict for the last owner.
 */
export async function removeMember(db: Database, { tenantId, id }: MemberKey): Promise<void> {
  await withTransaction(db, { tenantId }, async tx => {
    await keepAnOwner(tx, id);
    if (!(await deleteMembership(tx, id))) throw new NotFound('member');
  });
  RememberedPrincipals.of(db).forget();
}
