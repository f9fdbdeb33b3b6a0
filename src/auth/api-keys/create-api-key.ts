import { systemClock } from '#kernel/clock.ts';
import type { Database } from '#kernel/db/database.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import { Forbidden, InvalidInput, NameTaken, NotFound } from '#kernel/errors/common-errors.ts';
import { createId } from '#kernel/ids.ts';
import { isOperatorPermission, permissionsOf } from '../permissions.ts';
import type { Permission } from '../permissions.ts';
import { hashSecret } from '../secrets.ts';
import { findRole } from '../tenants/find-member.ts';
import { createApiKeySecret, hintOf } from './api-key-secret.ts';
import { insertApiKey } from './queries.ts';
import type { ApiKeyRow } from './queries.ts';

export interface CreateApiKeyOptions {
  tenantId: string;
  /** Whose key it is: it never may more than this user. */
  userId: string;
  name: string;
  /** Undefined: all that may be given, but nothing that concerns other tenants. */
  scopes?: readonly Permission[];
  /** What whoever asks may do themselves: no key makes a stronger one. Undefined: all that the user's role may. */
  mayGrant?: readonly Permission[];
  /** Given to the key besides, whatever its user's role: only who has the store itself may ask for it. */
  operator?: readonly Permission[];
  expiresAt?: Date;
}

/**
 * Makes a key; its secret is returned here and never again.
 * @throws NameTaken; Forbidden for scopes beyond the user's role or `mayGrant`; InvalidInput for an expiry in the past.
 */
export async function createApiKey(
  db: Database,
  options: CreateApiKeyOptions,
): Promise<ApiKeyRow & { secret: string }> {
  const { tenantId, userId, name, expiresAt } = options;
  if (expiresAt !== undefined && expiresAt <= systemClock.now()) throw new ExpiryInThePast();
  const secret = createApiKeySecret();
  const row = await withTransaction(db, { tenantId }, async tx => {
    const role = await findRole(tx, userId);
    if (role === undefined) throw new NotFound('user');
    const { mayGrant, operator = [] } = options;
    const ofRole = permissionsOf(role).filter(scope => mayGrant?.includes(scope) ?? true);
    const ofOperator = mayGrant?.filter(isOperatorPermission) ?? [];
    const scopes = [...chooseScopes(options.scopes, { ofRole, ofOperator }), ...operator];
    return insertApiKey(tx, {
      tenantId,
      id: createId(),
      userId,
      name,
      hint: hintOf(secret),
      secretHash: hashSecret(secret),
      scopes,
      expiresAt: expiresAt ?? null,
    });
  });
  if (row === undefined) throw new NameTaken('API key', name);
  return { ...row, secret };
}

function chooseScopes(
  wanted: readonly Permission[] | undefined,
  { ofRole, ofOperator }: { ofRole: readonly Permission[]; ofOperator: readonly Permission[] },
): Permission[] {
  if (wanted === undefined) return [...ofRole];
  const tooMuch = wanted.filter(scope => !ofRole.includes(scope) && !ofOperator.includes(scope));
  if (tooMuch.length > 0)
    throw new Forbidden(`You may not give a key what you may not do yourself: ${tooMuch.join(', ')}.`);
  return [...new Set(wanted)];
}

class ExpiryInThePast extends InvalidInput {
  constructor() {
    super('The key would be expired already.', {
      fields: [{ path: 'body.expires_at', message: 'must lie in the future' }],
    });
  }
}
