import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { countConflicts } from '#kernel/db/conflicts.ts';
import { measureConflicts } from '#kernel/db/measure-conflicts.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import { createId } from '#kernel/ids.ts';
import { createMetrics } from '#kernel/telemetry/metrics.ts';
import { openTestStore } from '#tests/support/create-test-store.ts';

test('both stores hand over values the same way', async () => {
  await using store = await openTestStore();
  const { rows } = await store.db.pool.query(
    `select 9007199254740991::bigint as big, '\\x00ff'::bytea as bytes, $1::jsonb as json, array['a','b'] as texts,
      array[1,2] as numbers, '2026-01-02T03:04:05.678Z'::timestamptz(3) as moment, null::text as nothing, 1.5::real as real`,
    [JSON.stringify([{ a: 1 }])],
  );
  expect(rows).toEqual([
    {
      big: 9_007_199_254_740_991,
      bytes: Buffer.from([0, 255]),
      json: [{ a: 1 }],
      texts: ['a', 'b'],
      numbers: [1, 2],
      moment: new Date('2026-01-02T03:04:05.678Z'),
      nothing: null,
      real: 1.5,
    },
  ]);
});

test('a bigint that no number can hold fails instead of lying', async () => {
  await using store = await openTestStore();
  await expect(store.db.pool.query('select 9007199254740993::bigint')).rejects.toThrow(RangeError);
  expect((await store.db.pool.query('select 1::int as alive')).rows).toEqual([{ alive: 1 }]);
});

test('without a tenant no row is seen and none can be written', async () => {
  await using store = await openTestStore();
  const tenantId = createId();
  await withTransaction(store.db, { tenantId }, tx =>
    tx.insertInto('tenants').values({ id: tenantId, name: 'one' }).execute(),
  );
  const listTenants = (scope: { tenantId: string } | { maintenance: true }) =>
    withTransaction(store.db, scope, tx => tx.selectFrom('tenants').select('id').execute());
  expect(await listTenants({ tenantId: createId() })).toEqual([]);
  expect(await listTenants({ maintenance: true })).toEqual([{ id: tenantId }]);
  const write = withTransaction(store.db, { tenantId: createId() }, tx =>
    tx.insertInto('tenants').values({ id: createId(), name: 'foreign' }).execute(),
  );
  await expect(write).rejects.toMatchObject({ code: '42501' });
});

test('a failed transaction leaves nothing and gives its connection back', async () => {
  await using store = await openTestStore({ maxConnections: 1 });
  const tenantId = createId();
  for (let round = 0; round < 3; round++) {
    const failing = withTransaction(store.db, { tenantId }, async tx => {
      await tx.insertInto('tenants').values({ id: tenantId, name: 'one' }).execute();
      throw new Error('second thoughts');
    });
    await expect(failing).rejects.toThrow('second thoughts');
  }
  const { rows } = await store.db.pool.query(
    `select current_user, current_setting('app.tenant_id', true) as tenant`,
  );
  expect(rows).toMatchObject([{ tenant: expect.not.stringMatching(tenantId) as string }]);
  expect(store.db.pool.idleCount).toBe(1);
});

test('a deadlock repeats the whole transaction, at most four times', async () => {
  await using store = await openTestStore();
  let attempts = 0;
  const work = withTransaction(store.db, { tenantId: createId() }, async tx => {
    attempts += 1;
    if (attempts < 3)
      await sql`do $$ begin raise exception 'planted' using errcode = '40P01'; end $$`.execute(tx);
    return attempts;
  });
  expect(await work).toBe(3);
  const hopeless = withTransaction(store.db, { tenantId: createId() }, async tx => {
    attempts += 1;
    await sql`do $$ begin raise exception 'planted' using errcode = '40001'; end $$`.execute(tx);
  });
  attempts = 0;
  await expect(hopeless).rejects.toMatchObject({ code: '40001' });
  expect(attempts).toBe(4);
});

test('what transactions do to each other is counted, and who waits for a lock is seen', async () => {
  await using store = await openTestStore();
  const metrics = createMetrics();
  measureConflicts(metrics, store.db);
  const before = countConflicts().deadlock;
  let attempts = 0;
  await withTransaction(store.db, { tenantId: createId() }, async tx => {
    if (++attempts === 1)
      await sql`do $$ begin raise exception 'planted' using errcode = '40P01'; end $$`.execute(tx);
  });
  const text = await metrics.metrics();
  expect(text).toContain(`quarry_database_conflicts{kind="deadlock"} ${before + 1}`);
  expect(text.includes('quarry_database_lock_waits 0')).toBe(store.store === 'postgres');
});

test('a notification reaches its listener, and a disposed listener hears nothing more', async () => {
  await using store = await openTestStore();
  const heard: string[] = [];
  let ring = (): void => {};
  const rang = new Promise<void>(resolve => (ring = resolve));
  const first = await store.db.listen('bell', payload => void heard.push(payload));
  await using _other = await store.db.listen('bell', payload => void (payload === 'last' && ring()));
  await store.db.pool.query(`notify bell, 'one'`);
  await expect.poll(() => heard).toEqual(['one']);
  await first[Symbol.asyncDispose]();
  await store.db.pool.query(`notify bell, 'last'`);
  await rang;
  expect(heard).toEqual(['one']);
});

test('megabytes cross in both directions', async () => {
  await using store = await openTestStore();
  const text = 'ก'.repeat(1_500_000);
  const { rows } = await store.db.pool.query('select $1::text as text, length($1) as length', [text]);
  expect(rows[0].length).toBe(1_500_000);
  expect(rows[0].text === text).toBe(true);
});
