import { keepAnOwner } from '#auth/members/keep-an-owner.ts';
import { permissionsOf } from '#auth/permissions.ts';
import type { Principal } from '#auth/principal.ts';
import { RememberedPrincipals } from '#auth/remembered-principals.ts';
import type { Database } from '#kernel/db/database.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import { Forbidden, InvalidInput } from '#kernel/errors/common-errors.ts';
import { countRowsOfUser, deleteUser, findEmail, noteAccountDeletion } from './queries.ts';

/** What was a person's alone, and goes with them. What they made for the workspace stays there. */
const OWN_TABLES = ['conversations', 'share_links', 'api_keys', 'sessions', 'sign_in_links'] as const;

export type AccountReceipt = Record<(typeof OWN_TABLES)[number] | 'messages', number>;

/**
 * Deletes who calls: their name and address, their conversations (those in the trash, too), shared links and credentials,
 * all in one transaction. @returns how many of each went.
 * @throws Forbidden for a key that may do less than its owner, InvalidInput when `email` is not the caller's,
 * StateConflict for the last owner.
 */
export async function deleteAccount(
  db: Database,
  { principal, email }: { principal: Principal; email: string },
): Promise<AccountReceipt> {
  const { tenantId, userId } = principal;
  if (!mayAllOf(principal))
    throw new Forbidden('This key may do less than you: sign in to delete your account.');
  const settings = { 'app.erasing': 'on', 'app.deleted': 'on' };
  const receipt = await withTransaction(db, { tenantId, settings }, async tx => {
    await keepAnOwner(tx, userId);
    if ((await findEmail(tx, userId)) !== email.trim().toLowerCase()) throw new NotTheirAddress();
    const counts = await countRowsOfUser(tx, { userId, tables: OWN_TABLES });
    await deleteUser(tx, userId);
    await noteAccountDeletion(tx, { tenantId, userId, counts });
    return counts;
  });
  RememberedPrincipals.of(db).forget();
  return receipt as AccountReceipt;
}

const mayAllOf = ({ role, scopes }: Principal): boolean =>
  permissionsOf(role).every(permission => scopes.includes(permission));

class NotTheirAddress extends InvalidInput {
  constructor() {
    super('This is not the address of your account.', {
      fields: [{ path: 'body.email', message: 'must be the address of your account' }],
      nextStep: 'Read it at /api/v1/session and send it exactly.',
    });
  }
}
