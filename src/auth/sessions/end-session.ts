import type { Database } from '#kernel/db/database.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import type { Principal } from '../principal.ts';
import { RememberedPrincipals } from '../remembered-principals.ts';
import { deleteSession } from './queries.ts';

/** Signs out. An API key has no session: nothing ends. */
export async function endSession(db: Database, { tenantId, credential }: Principal): Promise<void> {
  if (credential.kind !== 'session') return;
  await withTransaction(db, { tenantId }, tx => deleteSession(tx, credential.id));
  RememberedPrincipals.of(db).forget();
}
