import type { Database } from '#kernel/db/database.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import { permissionsOf } from '../permissions.ts';
import type { Principal } from '../principal.ts';
import { hashSecret } from '../secrets.ts';
import { findRole } from '../tenants/find-member.ts';
import { findSessionByHash, touchSession } from './queries.ts';

/** Who a session speaks for; undefined when it is unknown, ended, or its user left. */
export async function findSessionPrincipal(db: Database, secret: string): Promise<Principal | undefined> {
  const secretHash = hashSecret(secret);
  const session = await withTransaction(db, { credentialHash: secretHash }, tx =>
    findSessionByHash(tx, secretHash),
  );
  if (session === undefined) return undefined;
  const { tenant_id: tenantId, user_id: userId, id } = session;
  return withTransaction(db, { tenantId }, async tx => {
    const role = await findRole(tx, userId);
    if (role === undefined) return undefined;
    if (session.stale) await touchSession(tx, id);
    return { tenantId, userId, role, scopes: permissionsOf(role), credential: { kind: 'session', id } };
  });
}
