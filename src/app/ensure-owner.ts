import { ensureFirstTenant } from '#auth/tenants/ensure-first-tenant.ts';
import type { FirstTenant } from '#auth/tenants/ensure-first-tenant.ts';
import type { Database } from '#kernel/db/database.ts';

/** Whom the first start makes: the one person who can read this terminal. */
export function ensureOwner(db: Database): Promise<FirstTenant> {
  return ensureFirstTenant(db, { name: 'My workspace', email: 'owner@localhost' });
}
