import type { Database } from '#kernel/db/database.ts';
import { readTogether } from '#kernel/db/read-together.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import { isOperatorPermission, isPermission, permissionsOf } from '../permissions.ts';
import type { Principal } from '../principal.ts';
import { RememberedPrincipals } from '../remembered-principals.ts';
import { hashSecret } from '../secrets.ts';
import { isApiKeySecret } from './api-key-secret.ts';
import { presentedApiKey, roleOfApiKey, touchApiKey } from './queries.ts';

/** Who a key speaks for; undefined when it is unknown, expired, or its owner left: here at once, elsewhere within a second. */
export async function findApiKeyPrincipal(db: Database, secret: string): Promise<Principal | undefined> {
  if (!isApiKeySecret(secret)) return undefined;
  const secretHash = hashSecret(secret);
  return RememberedPrincipals.of(db).find(secretHash, () => lookUp(db, secretHash));
}

async function lookUp(db: Database, secretHash: Buffer): Promise<Principal | undefined> {
  const [[key], [member]] = await readTogether(db, { credentialHash: secretHash }, [
    { query: presentedApiKey(secretHash), prepared: true },
    { query: roleOfApiKey(secretHash), prepared: true },
  ]);
  if (key === undefined || member === undefined) return undefined;
  const { tenant_id: tenantId, user_id: userId, id } = key;
  if (key.stale) await withTransaction(db, { tenantId }, tx => touchApiKey(tx, id));
  const { role } = member;
  // A key made while its owner had a higher role shrinks with the owner; what an operator gave it is in no role.
  const allowed = permissionsOf(role);
  const scopes = key.scopes
    .filter(isPermission)
    .filter(scope => allowed.includes(scope) || isOperatorPermission(scope));
  return { tenantId, userId, role, scopes, credential: { kind: 'api-key', id } };
}
