import type { Database } from '#kernel/db/database.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import { createId } from '#kernel/ids.ts';
import { createSecret, hashSecret } from '../secrets.ts';
import { insertShare } from './queries.ts';
import type { ShareRow } from './queries.ts';
import type { ShareKind } from './share-kind.ts';

export interface CreateShareOptions {
  tenantId: string;
  userId: string;
  kind: ShareKind;
  targetId: string;
  ttlMs: number;
}

/**
 * A link to one thing that its user can read; its token is returned here and never again.
 * @throws NotFound for what the user cannot read.
 */
export async function createShare(
  db: Database,
  { tenantId, userId, kind, targetId, ttlMs }: CreateShareOptions,
): Promise<ShareRow & { token: string }> {
  await kind.read({ tenantId, userId, id: targetId });
  const token = createSecret();
  const link = { tenantId, userId, kind: kind.kind, targetId, ttlMs };
  const row = await withTransaction(db, { tenantId }, tx =>
    insertShare(tx, { ...link, id: createId(), secretHash: hashSecret(token) }),
  );
  return { ...row, token };
}
