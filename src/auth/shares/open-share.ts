import type { Database } from '#kernel/db/database.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import { AppError } from '#kernel/errors/app-error.ts';
import { NotFound } from '#kernel/errors/common-errors.ts';
import { hashSecret } from '../secrets.ts';
import { findRole } from '../tenants/find-member.ts';
import { findOpenShareByHash } from './queries.ts';
import type { ShareKind } from './share-kind.ts';

export interface SharedThing {
  kind: ShareKind['kind'];
  title: string;
  content: unknown;
  expiresAt: Date;
}

/**
 * What a link shows, as whoever shared it sees it now.
 * @throws ShareGone, the same for links that never were, have ended or were revoked, and for things that are gone.
 */
export async function openShare(
  db: Database,
  kinds: readonly ShareKind[],
  token: string,
): Promise<SharedThing> {
  const secretHash = hashSecret(token);
  const link = await withTransaction(db, { credentialHash: secretHash }, tx =>
    findOpenShareByHash(tx, secretHash),
  );
  const kind = kinds.find(each => each.kind === link?.kind);
  if (link === undefined || kind === undefined) throw new ShareGone();
  const owner = { tenantId: link.tenant_id, userId: link.user_id };
  const role = await withTransaction(db, owner, tx => findRole(tx, owner.userId));
  if (role === undefined) throw new ShareGone();
  const read = await kind.read({ ...owner, id: link.target_id }).catch((error: unknown) => {
    throw error instanceof NotFound ? new ShareGone() : error;
  });
  return { kind: kind.kind, ...read, expiresAt: link.expires_at };
}

class ShareGone extends AppError {
  constructor() {
    super('This link does not show anything any more.', {
      code: 'share-gone',
      status: 404,
      nextStep: 'It has expired or was taken back: ask whoever sent it for a new one.',
    });
  }
}
