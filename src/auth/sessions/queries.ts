import { sql } from 'kysely';
import type { Tx } from '#kernel/db/database.ts';
import type { Role } from '../permissions.ts';

const now = sql<Date>`now()`;
// Reading must not become writing: a visit is noted at most once a minute.
const stale = sql<boolean>`last_seen_at < now() - interval '1 minute'`;
const inMs = (milliseconds: number) => sql<Date>`now() + ${milliseconds} * interval '1 millisecond'`;

export interface NewSecretRow {
  tenantId: string;
  id: string;
  userId: string;
  secretHash: Buffer;
  ttlMs: number;
}

const valuesOf = ({ tenantId, id, userId, secretHash, ttlMs }: NewSecretRow) => ({
  tenant_id: tenantId,
  id,
  user_id: userId,
  secret_hash: secretHash,
  expires_at: inMs(ttlMs),
});

export async function insertSignInLink(tx: Tx, link: NewSecretRow): Promise<void> {
  await tx.insertInto('sign_in_links').values(valuesOf(link)).execute();
}

export async function insertSession(tx: Tx, session: NewSecretRow): Promise<void> {
  await tx.insertInto('sessions').values(valuesOf(session)).execute();
}

/** For who presents its secret. */
export function findSignInLinkByHash(tx: Tx, secretHash: Buffer) {
  return tx
    .selectFrom('sign_in_links')
    .select(['tenant_id', 'id', 'used_at'])
    .where('secret_hash', '=', secretHash)
    .executeTakeFirst();
}

/** Whoever comes first gets its user; everyone else, and everyone after its end, gets undefined. */
export function useSignInLink(tx: Tx, id: string): Promise<{ user_id: string } | undefined> {
  return tx
    .updateTable('sign_in_links')
    .set({ used_at: now })
    .where('id', '=', id)
    .where('used_at', 'is', null)
    .where('expires_at', '>', now)
    .returning('user_id')
    .executeTakeFirst();
}

export interface PresentedSession {
  tenant_id: string;
  id: string;
  user_id: string;
  stale: boolean;
}

/** For who presents its secret. What the transaction does next is done in the session's tenant. */
export const presentedSession = (secretHash: Buffer) => sql<PresentedSession>`select tenant_id, id, user_id,
    ${stale} as stale, set_config('app.tenant_id', tenant_id::text, true)
  from sessions where secret_hash = ${secretHash} and expires_at > now()`;

export const roleOfSession = (secretHash: Buffer) => sql<{ role: Role }>`select role from memberships
  where user_id = (select user_id from sessions where secret_hash = ${secretHash})`;

export async function touchSession(tx: Tx, id: string): Promise<void> {
  await tx.updateTable('sessions').set({ last_seen_at: now }).where('id', '=', id).where(stale).execute();
}

export async function deleteSession(tx: Tx, id: string): Promise<void> {
  await tx.deleteFrom('sessions').where('id', '=', id).execute();
}

/** Links stay a while after their end, so that a late click can be told why it fails. */
export async function deleteEndedSecrets(tx: Tx): Promise<void> {
  const longAgo = sql<Date>`now() - interval '7 days'`;
  await tx.deleteFrom('sign_in_links').where('expires_at', '<', longAgo).execute();
  await tx.deleteFrom('sessions').where('expires_at', '<', longAgo).execute();
}
