import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { assertSafeRole } from '#kernel/db/assert-safe-role.ts';
import type { Database } from '#kernel/db/database.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import { openTestStore } from './create-test-store.ts';

const tenantId = '01900000-0000-7000-8000-000000000001';

function addTenant(db: Database): Promise<unknown> {
  return withTransaction(db, { tenantId }, tx =>
    sql`insert into tenants (id, name) values (${tenantId}, 'first')`.execute(tx),
  );
}

async function countTenants(db: Database): Promise<number> {
  const found = await withTransaction(db, { tenantId }, tx =>
    sql<{ count: number }>`select count(*)::int as count from tenants`.execute(tx),
  );
  return found.rows[0]!.count;
}

test('two tests never see each other’s rows', async () => {
  await using one = await openTestStore();
  await using other = await openTestStore();
  await addTenant(one.db);
  expect(await countTenants(one.db)).toBe(1);
  expect(await countTenants(other.db)).toBe(0);
});

test('the project decides which store a test gets', async () => {
  await using store = await openTestStore();
  expect(store.store).toBe(process.env['QUARRY_TEST_STORE']);
  expect(store.db.store).toBe(store.store);
});

test('on PostgreSQL tests connect as the program does, with a role that owns nothing', async () => {
  await using store = await openTestStore();
  const judged = await assertSafeRole(store.db.pool).then(
    () => 'safe',
    (error: Error) => error.name,
  );
  expect(judged).toBe(store.store === 'postgres' ? 'safe' : 'UnsafeRole');
});
