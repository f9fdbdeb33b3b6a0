import { createApiKey } from '#auth/api-keys/create-api-key.ts';
import { operatorPermissions } from '#auth/permissions.ts';
import { deleteApiKey } from '#auth/api-keys/delete-api-key.ts';
import type { Database } from '#kernel/db/database.ts';
import { createId } from '#kernel/ids.ts';
import { systemClock } from '#kernel/clock.ts';

const LIFETIME_MS = 30 * 86_400_000;

export interface CliKey extends AsyncDisposable {
  secret: string;
}

/**
 * A key for the command line of whoever started this process, and so has the store: an operator. It ends with the
 * process, at the latest after 30 days.
 */
export async function createCliKey(
  db: Database,
  owner: { tenantId: string; userId: string },
): Promise<CliKey> {
  const key = await createApiKey(db, {
    tenantId: owner.tenantId,
    userId: owner.userId,
    name: `Command line ${createId()}`,
    operator: operatorPermissions,
    expiresAt: new Date(systemClock.now().getTime() + LIFETIME_MS),
  });
  return {
    secret: key.secret,
    [Symbol.asyncDispose]: () => deleteApiKey(db, { tenantId: owner.tenantId, id: key.id }),
  };
}
