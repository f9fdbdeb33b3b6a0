import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { openDatabase } from '#kernel/db/open-database.ts';
import { ClusterPermits } from '#kernel/limits/cluster-permits.ts';
import { createLogger } from '#kernel/telemetry/logger.ts';
import { openTestStore } from '#tests/support/create-test-store.ts';

const logger = createLogger({ level: 'silent', pretty: false });
const never = new AbortController().signal;

test('four processes with sixteen callers each never hold more than the limit together', async () => {
  await using store = await openTestStore({ maxConnections: 4 });
  await using others = await openMembers(store.config, 4);
  let held = 0;
  let most = 0;
  const call = async (permits: ClusterPermits): Promise<void> => {
    await using _permit = await permits.acquire(never);
    most = Math.max(most, ++held);
    await delay(2);
    held -= 1;
  };
  await Promise.all(others.members.flatMap(permits => Array.from({ length: 16 }, () => call(permits))));
  expect(most).toBe(3);
});

test('the slot of a dead holder comes free when its lease ends', async () => {
  await using store = await openTestStore();
  await store.db.pool.query(`insert into permits values
    ('provider', 1, gen_random_uuid(), clock_timestamp() + interval '300 ms')`);
  await using permits = new ClusterPermits(store.db, { key: 'provider', limit: 1, logger });
  await using permit = await permits.acquire(never);
  const { rows } = await store.db.pool.query(
    'select count(*)::int as held from permits where holder is not null',
  );
  expect(rows).toEqual([{ held: 1 }]);
  expect(permit.signal.aborted).toBe(false);
});

test('a holder whose slot was taken away is told to stop', async () => {
  await using store = await openTestStore();
  await using permits = new ClusterPermits(store.db, { key: 'provider', limit: 1, logger, leaseMs: 300 });
  await using permit = await permits.acquire(never);
  await store.db.pool.query('update permits set holder = gen_random_uuid()');
  await expect.poll(() => permit.signal.aborted).toBe(true);
  expect(permit.signal.reason).toMatchObject({ name: 'PermitLost' });
});

test('a permit outlives its first lease while it is held', async () => {
  await using store = await openTestStore();
  await using permits = new ClusterPermits(store.db, { key: 'provider', limit: 1, logger, leaseMs: 300 });
  await using permit = await permits.acquire(never);
  await delay(700);
  expect(permit.signal.aborted).toBe(false);
});

type Members = AsyncDisposable & { members: ClusterPermits[] };

async function openMembers(config: Parameters<typeof openDatabase>[0], count: number): Promise<Members> {
  await using stack = new AsyncDisposableStack();
  const members: ClusterPermits[] = [];
  for (let index = 0; index < count; index++) {
    const db = stack.use(await openDatabase(config));
    members.push(stack.use(new ClusterPermits(db, { key: 'provider', limit: 3, logger })));
  }
  const opened = stack.move();
  return { members, [Symbol.asyncDispose]: () => opened.disposeAsync() };
}
