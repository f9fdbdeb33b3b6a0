import type { Database } from '#kernel/db/database.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import { NameTaken, NotFound } from '#kernel/errors/common-errors.ts';
import { createId } from '#kernel/ids.ts';
import type { Role } from '../permissions.ts';
import { createSignInLink } from '../sessions/create-sign-in-link.ts';
import { findMemberById, insertMember } from './queries.ts';
import type { MemberRow } from './queries.ts';

/** A link that nobody opened in a day is made anew. */
const LINK_TTL_MS = 24 * 3_600_000;

export interface NewMember {
  tenantId: string;
  email: string;
  name: string;
  role: Role;
}

/** A member with the token of their first sign-in link. @throws NameTaken when the address has a member. */
export async function inviteMember(
  db: Database,
  { tenantId, email, name, role }: NewMember,
): Promise<MemberRow & { token: string }> {
  const member = await withTransaction(db, { tenantId }, async tx => {
    const id = await insertMember(tx, { tenantId, id: createId(), email, name, role });
    if (id === undefined) throw new NameTaken('member', email);
    return (await findMemberById(tx, id))!;
  });
  return { ...member, ...(await createSignInLink(db, { tenantId, userId: member.id, ttlMs: LINK_TTL_MS })) };
}

/** A new sign-in link for a member who has none that works. @throws NotFound */
export async function createMemberLink(
  db: Database,
  { tenantId, id }: { tenantId: string; id: string },
): Promise<{ token: string }> {
  const member = await withTransaction(db, { tenantId }, tx => findMemberById(tx, id));
  if (member === undefined) throw new NotFound('member');
  return createSignInLink(db, { tenantId, userId: id, ttlMs: LINK_TTL_MS });
}
