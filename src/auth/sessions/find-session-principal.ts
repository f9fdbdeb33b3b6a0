import type { Database } from '#kernel/db/database.ts';
import { readTogether } from '#kernel/db/read-together.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import { permissionsOf } from '../permissions.ts';
import type { Principal } from '../principal.ts';
import { RememberedPrincipals } from '../remembered-principals.ts';
import { hashSecret } from '../secrets.ts';
import { presentedSession, roleOfSession, touchSession } from './queries.ts';

/** Who a session speaks for; undefined when it is unknown, ended, or its user left: here at once, elsewhere within a second. */
export function findSessionPrincipal(db: Database, secret: string): Promise<Principal | undefined> {
  const secretHash = hashSecret(secret);
  return RememberedPrincipals.of(db).find(secretHash, () => lookUp(db, secretHash));
}

async function lookUp(db: Database, secretHash: Buffer): Promise<Principal | undefined> {
  const [[session], [member]] = await readTogether(db, { credentialHash: secretHash }, [
    { query: presentedSession(secretHash), prepared: true },
    { query: roleOfSession(secretHash), prepared: true },
  ]);
  if (session === undefined || member === undefined) return undefined;
  const { tenant_id: tenantId, user_id: userId, id } = session;
  if (session.stale) await withTransaction(db, { tenantId }, tx => touchSession(tx, id));
  const { role } = member;
  return { tenantId, userId, role, scopes: permissionsOf(role), credential: { kind: 'session', id } };
}
