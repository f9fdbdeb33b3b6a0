import type { Database, Tx } from '#kernel/db/database.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import { AppError } from '#kernel/errors/app-error.ts';
import { createId } from '#kernel/ids.ts';
import { permissionsOf } from '../permissions.ts';
import type { Principal } from '../principal.ts';
import { createSecret, hashSecret } from '../secrets.ts';
import { findRole } from '../tenants/find-member.ts';
import { deleteEndedSecrets, findSignInLinkByHash, insertSession, useSignInLink } from './queries.ts';

export const SESSION_TTL_MS = 30 * 24 * 3_600_000;

export interface NewSession {
  principal: Principal;
  /** For the cookie; only its hash is stored. */
  secret: string;
}

/**
 * Trades the token of a sign-in link for a session. Of any number of attempts at once exactly one succeeds.
 * @throws LinkUsed, LinkExpired
 */
export async function redeemSignInLink(db: Database, token: string): Promise<NewSession> {
  const secretHash = hashSecret(token);
  const link = await withTransaction(db, { credentialHash: secretHash }, tx =>
    findSignInLinkByHash(tx, secretHash),
  );
  if (link === undefined) throw new LinkExpired();
  const { tenant_id: tenantId, id } = link;
  return withTransaction(db, { tenantId }, async tx => {
    const used = await useSignInLink(tx, id);
    if (used === undefined) throw await refusalOf(tx, secretHash);
    await deleteEndedSecrets(tx);
    return startSession(tx, { tenantId, userId: used.user_id });
  });
}

async function startSession(tx: Tx, user: { tenantId: string; userId: string }): Promise<NewSession> {
  const role = await findRole(tx, user.userId);
  if (role === undefined) throw new LinkExpired();
  const secret = createSecret();
  const id = createId();
  await insertSession(tx, { ...user, id, secretHash: hashSecret(secret), ttlMs: SESSION_TTL_MS });
  const scopes = permissionsOf(role);
  return { secret, principal: { ...user, role, scopes, credential: { kind: 'session', id } } };
}

async function refusalOf(tx: Tx, secretHash: Buffer): Promise<AppError> {
  const link = await findSignInLinkByHash(tx, secretHash);
  return link?.used_at ? new LinkUsed() : new LinkExpired();
}

const nextStep = 'Start the server again for a new link, or ask whoever runs it.';

class LinkUsed extends AppError {
  constructor() {
    super('This sign-in link was already used.', { code: 'link-used', status: 401, nextStep });
  }
}

class LinkExpired extends AppError {
  constructor() {
    super('This sign-in link is not valid any more.', { code: 'link-expired', status: 401, nextStep });
  }
}
