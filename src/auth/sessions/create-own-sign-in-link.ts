import { systemClock } from '#kernel/clock.ts';
import type { Database } from '#kernel/db/database.ts';
import { Forbidden } from '#kernel/errors/common-errors.ts';
import { permissionsOf } from '../permissions.ts';
import type { Principal } from '../principal.ts';
import { createSignInLink } from './create-sign-in-link.ts';

const TTL_MS = 15 * 60_000;

/**
 * A one-time link that signs the caller in to the web app within 15 minutes.
 * @throws Forbidden for a credential that may less than its user: the link would lead to all of the user's rights.
 */
export async function createOwnSignInLink(
  db: Database,
  principal: Principal,
): Promise<{ token: string; expiresAt: Date }> {
  const missing = permissionsOf(principal.role).filter(each => !principal.scopes.includes(each));
  if (missing.length > 0)
    throw new Forbidden(`This needs a credential with all your scopes; ${missing[0]} is missing.`);
  const expiresAt = new Date(systemClock.now().getTime() + TTL_MS);
  const { token } = await createSignInLink(db, { ...principal, ttlMs: TTL_MS });
  return { token, expiresAt };
}
