import type { Database } from '#kernel/db/database.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import { isOperatorPermission, isPermission, permissionsOf } from '../permissions.ts';
import type { Principal } from '../principal.ts';
import { hashSecret } from '../secrets.ts';
import { findRole } from '../tenants/find-member.ts';
import { isApiKeySecret } from './api-key-secret.ts';
import { findApiKeyByHash, touchApiKey } from './queries.ts';

/** Who a key speaks for; undefined when it is unknown, expired, or its owner left. */
export async function findApiKeyPrincipal(db: Database, secret: string): Promise<Principal | undefined> {
  if (!isApiKeySecret(secret)) return undefined;
  const secretHash = hashSecret(secret);
  const key = await withTransaction(db, { credentialHash: secretHash }, tx =>
    findApiKeyByHash(tx, secretHash),
  );
  if (key === undefined) return undefined;
  const { tenant_id: tenantId, user_id: userId } = key;
  return withTransaction(db, { tenantId }, async tx => {
    const role = await findRole(tx, userId);
    if (role === undefined) return undefined;
    if (key.stale) await touchApiKey(tx, key.id);
    // A key made while its owner had a higher role shrinks with the owner; what an operator gave it is in no role.
    const allowed = permissionsOf(role);
    const scopes = key.scopes
      .filter(isPermission)
      .filter(scope => allowed.includes(scope) || isOperatorPermission(scope));
    return { tenantId, userId, role, scopes, credential: { kind: 'api-key', id: key.id } };
  });
}
