import type { Database } from '#kernel/db/database.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import { createId } from '#kernel/ids.ts';
import { createSecret, hashSecret } from '../secrets.ts';
import { insertSignInLink } from './queries.ts';

const MINUTE_MS = 60_000;
const MIN_TTL_MS = 15 * MINUTE_MS;
const MAX_TTL_MS = 24 * 60 * MINUTE_MS;

/** The token of a link that signs a user in once, within `ttlMs` (15 minutes to 24 hours; beyond is brought inside). */
export async function createSignInLink(
  db: Database,
  options: { tenantId: string; userId: string; ttlMs: number },
): Promise<{ token: string }> {
  const token = createSecret();
  const ttlMs = Math.min(Math.max(options.ttlMs, MIN_TTL_MS), MAX_TTL_MS);
  await withTransaction(db, options, tx =>
    insertSignInLink(tx, { ...options, id: createId(), secretHash: hashSecret(token), ttlMs }),
  );
  return { token };
}
