import { sql } from 'kysely';
import type { Tx } from '../db/database.ts';

/** A request that was sent with a key, of one user. */
export interface KeyOfRequest {
  tenantId: string;
  userId: string;
  key: string;
}

export interface StoredReply {
  status: number;
  headers: Record<string, string>;
  body: unknown;
}

export interface ClaimRow {
  fingerprint: Buffer;
  state: 'claimed' | 'done';
  is_expired: boolean;
  effect_id: string | null;
  reply: StoredReply | null;
}

const lease = (leaseMs: number) => sql`clock_timestamp() + ${leaseMs} * interval '1 millisecond'`;

/** True: the key is this holder's. It was new, or its last holder fell silent before it had any effect. */
export async function insertClaim(
  tx: Tx,
  claim: KeyOfRequest & { fingerprint: Buffer; holder: string; leaseMs: number },
): Promise<boolean> {
  const { rows } = await sql`
    insert into idempotency_keys as k (tenant_id, user_id, key, fingerprint, holder, lease_expires_at)
    values (${claim.tenantId}, ${claim.userId}, ${claim.key}, ${claim.fingerprint}, ${claim.holder}, ${lease(claim.leaseMs)})
    on conflict (tenant_id, user_id, key) do update
    set holder = excluded.holder, lease_expires_at = excluded.lease_expires_at
    where k.state = 'claimed' and k.lease_expires_at < clock_timestamp() and k.fingerprint = excluded.fingerprint
    returning 1`.execute(tx);
  return rows.length > 0;
}

export async function findClaim(
  tx: Tx,
  { tenantId, userId, key }: KeyOfRequest,
): Promise<ClaimRow | undefined> {
  const { rows } = await sql<ClaimRow>`
    select fingerprint, state, lease_expires_at < clock_timestamp() as is_expired, effect_id, reply from idempotency_keys
    where tenant_id = ${tenantId} and user_id = ${userId} and key = ${key}`.execute(tx);
  return rows[0];
}

export async function extendClaim(
  tx: Tx,
  claim: KeyOfRequest & { holder: string; leaseMs: number },
): Promise<void> {
  await sql`update idempotency_keys set lease_expires_at = ${lease(claim.leaseMs)}
    where tenant_id = ${claim.tenantId} and user_id = ${claim.userId} and key = ${claim.key}
      and holder = ${claim.holder} and state = 'claimed'`.execute(tx);
}

/** claimed -> done, if it is still this holder's; false: somebody else took over. */
export async function finishClaim(
  tx: Tx,
  claim: KeyOfRequest & { holder: string; effectId: string | null },
): Promise<boolean> {
  const { rows } = await sql`
    update idempotency_keys set state = 'done', effect_id = ${claim.effectId}
    where tenant_id = ${claim.tenantId} and user_id = ${claim.userId} and key = ${claim.key}
      and holder = ${claim.holder} and state = 'claimed' returning 1`.execute(tx);
  return rows.length > 0;
}

export async function saveReply(
  tx: Tx,
  claim: KeyOfRequest & { holder: string; reply: StoredReply },
): Promise<void> {
  await sql`update idempotency_keys set state = 'done', reply = ${JSON.stringify(claim.reply)}::json
    where tenant_id = ${claim.tenantId} and user_id = ${claim.userId} and key = ${claim.key}
      and holder = ${claim.holder}`.execute(tx);
}

/** Nothing happened: the key is free again. */
export async function deleteClaim(tx: Tx, claim: KeyOfRequest & { holder: string }): Promise<void> {
  await sql`delete from idempotency_keys
    where tenant_id = ${claim.tenantId} and user_id = ${claim.userId} and key = ${claim.key}
      and holder = ${claim.holder} and state = 'claimed'`.execute(tx);
}

export async function deleteOldClaims(
  tx: Tx,
  options: { tenantId: string; keepHours: number },
): Promise<void> {
  await sql`delete from idempotency_keys where tenant_id = ${options.tenantId}
    and created_at < now() - ${options.keepHours} * interval '1 hour'`.execute(tx);
}
