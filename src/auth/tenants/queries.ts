import type { Tx } from '#kernel/db/database.ts';

export function findFirstTenantId(tx: Tx): Promise<{ id: string } | undefined> {
  return tx
    .selectFrom('tenants')
    .select('id')
    .orderBy('created_at')
    .orderBy('id')
    .limit(1)
    .executeTakeFirst();
}

/** False when there is such a tenant already. */
export async function insertTenant(tx: Tx, tenant: { id: string; name: string }): Promise<boolean> {
  const inserted = await tx
    .insertInto('tenants')
    .values(tenant)
    .onConflict(conflict => conflict.column('id').doNothing())
    .returning('id')
    .executeTakeFirst();
  return inserted !== undefined;
}

export async function insertOwner(
  tx: Tx,
  owner: { tenantId: string; id: string; email: string; name: string },
): Promise<void> {
  const { tenantId, id, email, name } = owner;
  await tx.insertInto('users').values({ tenant_id: tenantId, id, email, name }).execute();
  await tx.insertInto('memberships').values({ tenant_id: tenantId, user_id: id, role: 'owner' }).execute();
}

export function findFirstOwnerId(tx: Tx): Promise<{ user_id: string } | undefined> {
  return tx
    .selectFrom('memberships')
    .select('user_id')
    .where('role', '=', 'owner')
    .orderBy('created_at')
    .orderBy('user_id')
    .limit(1)
    .executeTakeFirst();
}

export function findMembership(tx: Tx, userId: string): Promise<{ role: string } | undefined> {
  return tx.selectFrom('memberships').select('role').where('user_id', '=', userId).executeTakeFirst();
}

export function findMemberRow(tx: Tx, userId: string) {
  return tx
    .selectFrom('users')
    .innerJoin('tenants', 'tenants.id', 'users.tenant_id')
    .select([
      'users.id',
      'users.email',
      'users.name',
      'tenants.id as tenant_id',
      'tenants.name as tenant_name',
    ])
    .where('users.id', '=', userId)
    .executeTakeFirst();
}
