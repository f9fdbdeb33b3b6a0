import { sql } from 'kysely';
import type { Selectable } from 'kysely';
import type { Tx } from '#kernel/db/database.ts';
import type { ApiKeysTable } from '#kernel/db/tables.gen.ts';
import { newestFirst } from '#kernel/db/newest-first.ts';
import type { AgePage } from '#kernel/db/newest-first.ts';
import type { Role } from '../permissions.ts';

/** Never the secret's hash. */
const columns = ['id', 'name', 'hint', 'scopes', 'created_at', 'expires_at', 'last_used_at'] as const;

export type ApiKeyRow = Pick<Selectable<ApiKeysTable>, (typeof columns)[number]>;

export type PresentedApiKey = Pick<Selectable<ApiKeysTable>, 'tenant_id' | 'id' | 'user_id' | 'scopes'> & {
  /** Its last use was noted more than a minute ago. */
  stale: boolean;
};

// Reading must not become writing: a use is noted at most once a minute.
const stale = sql<boolean>`coalesce(last_used_at < now() - interval '1 minute', true)`;

export interface NewApiKey {
  tenantId: string;
  id: string;
  userId: string;
  name: string;
  hint: string;
  secretHash: Buffer;
  scopes: string[];
  expiresAt: Date | null;
}

/** Undefined when the name is taken. */
export function insertApiKey(tx: Tx, key: NewApiKey): Promise<ApiKeyRow | undefined> {
  return tx
    .insertInto('api_keys')
    .values({
      tenant_id: key.tenantId,
      id: key.id,
      user_id: key.userId,
      name: key.name,
      hint: key.hint,
      secret_hash: key.secretHash,
      scopes: key.scopes,
      expires_at: key.expiresAt,
    })
    .onConflict(conflict => conflict.columns(['tenant_id', 'name']).doNothing())
    .returning(columns)
    .executeTakeFirst();
}

export function listApiKeyRows(tx: Tx, page: AgePage): Promise<ApiKeyRow[]> {
  return tx.selectFrom('api_keys').select(columns).$call(newestFirst('api_keys', page)).execute();
}

export function findApiKeyById(tx: Tx, id: string): Promise<ApiKeyRow | undefined> {
  return tx.selectFrom('api_keys').select(columns).where('id', '=', id).executeTakeFirst();
}

/**
 * For who presents the key's secret; expiry is judged by the database's clock. What the transaction does next is done in
 * the key's tenant.
 */
export const presentedApiKey = (
  secretHash: Buffer,
) => sql<PresentedApiKey>`select tenant_id, id, user_id, scopes,
    ${stale} as stale, set_config('app.tenant_id', tenant_id::text, true)
  from api_keys where secret_hash = ${secretHash} and (expires_at is null or expires_at > now())`;

export const roleOfApiKey = (secretHash: Buffer) => sql<{ role: Role }>`select role from memberships
  where user_id = (select user_id from api_keys where secret_hash = ${secretHash})`;

export async function touchApiKey(tx: Tx, id: string): Promise<void> {
  await tx
    .updateTable('api_keys')
    .set({ last_used_at: sql`now()` })
    .where('id', '=', id)
    .where(stale)
    .execute();
}

export async function deleteApiKeyRow(tx: Tx, id: string): Promise<boolean> {
  const deleted = await tx.deleteFrom('api_keys').where('id', '=', id).executeTakeFirst();
  return deleted.numDeletedRows > 0n;
}
