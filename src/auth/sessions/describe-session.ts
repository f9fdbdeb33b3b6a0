import type { Database } from '#kernel/db/database.ts';
import { Unauthenticated } from '#kernel/errors/common-errors.ts';
import type { Principal } from '../principal.ts';
import { findMember } from '../tenants/find-member.ts';
import type { Member } from '../tenants/find-member.ts';

export type Session = Member & { role: Principal['role']; scopes: Principal['scopes'][number][] };

/**
 * Who is signed in, where, and what they may do.
 * @throws Unauthenticated when the user was removed meanwhile.
 */
export async function describeSession(db: Database, principal: Principal): Promise<Session> {
  const member = await findMember(db, principal);
  if (member === undefined) throw new Unauthenticated();
  return { ...member, role: principal.role, scopes: [...principal.scopes] };
}
