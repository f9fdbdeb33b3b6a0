import type { Database } from '#kernel/db/database.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import { AppError } from '#kernel/errors/app-error.ts';
import { createTenant } from './create-tenant.ts';
import { findFirstOwnerId, findFirstTenantId } from './queries.ts';

/** Fixed, so that of several processes that start on an empty database at once, the primary key lets one create it. */
const FIRST_TENANT_ID = '00000000-0000-7000-8000-000000000001';

export interface FirstTenant {
  tenantId: string;
  userId: string;
  /** False when it was there before. */
  created: boolean;
}

/**
 * The oldest tenant and its oldest owner; on an empty database both are made.
 * @throws NoOwner when every owner of that tenant is gone.
 */
export async function ensureFirstTenant(
  db: Database,
  owner: { name: string; email: string },
): Promise<FirstTenant> {
  const first = await withTransaction(db, { maintenance: true }, findFirstTenantId);
  if (first === undefined) {
    const made = await createTenant(db, { tenantId: FIRST_TENANT_ID, name: owner.name, owner });
    if (made !== undefined) return { ...made, created: true };
  }
  const tenantId = first?.id ?? FIRST_TENANT_ID;
  const found = await withTransaction(db, { tenantId }, findFirstOwnerId);
  if (found === undefined) throw new NoOwner();
  return { tenantId, userId: found.user_id, created: false };
}

class NoOwner extends AppError {
  constructor() {
    super('The first tenant has no owner.', {
      code: 'no-owner',
      status: 500,
      nextStep: 'Make one of its members an owner, or start with an empty data folder.',
    });
  }
}
