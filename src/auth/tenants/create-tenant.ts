import type { Database } from '#kernel/db/database.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import { createId } from '#kernel/ids.ts';
import { insertOwner, insertTenant } from './queries.ts';

export interface NewTenant {
  tenantId: string;
  name: string;
  owner: { email: string; name: string };
}

/** A tenant with its one owner; undefined when `tenantId` exists already, whoever made it. */
export async function createTenant(
  db: Database,
  { tenantId, name, owner }: NewTenant,
): Promise<{ tenantId: string; userId: string } | undefined> {
  return withTransaction(db, { tenantId }, async tx => {
    if (!(await insertTenant(tx, { id: tenantId, name }))) return undefined;
    const userId = createId();
    await insertOwner(tx, { tenantId, id: userId, ...owner });
    return { tenantId, userId };
  });
}
