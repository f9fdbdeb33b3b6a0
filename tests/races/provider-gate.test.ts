import { expect, test } from 'vitest';
import { Providers } from '#ai/calls/providers.ts';
import { openTestStore } from '#tests/support/create-test-store.ts';
import { createLogger } from '#kernel/telemetry/logger.ts';

const logger = createLogger({ level: 'silent', pretty: false });
const address = 'http://127.0.0.1:1/v1';

test('a pause that one process was asked for holds in the others, and is never shortened', async () => {
  await using store = await openTestStore();
  const [one, other] = [1, 2].map(
    () => new Providers({ concurrency: 2, db: store.db, logger }).at(address).gate,
  );
  await one!.close(60_000);
  await one!.close(3_000);
  const closedMs = await other!.look();
  expect(closedMs).toBeGreaterThan(50_000);
  expect(closedMs).toBeLessThanOrEqual(60_000);
});

test('a database that is away opens no gate and fails no call', async () => {
  await using store = await openTestStore();
  const { gate } = new Providers({ concurrency: 2, db: store.db, logger }).at(address);
  await store.db.pool.query('alter table provider_gates rename to gone').catch(() => {});
  await gate.close(10_000);
  expect(await gate.look()).toBeGreaterThan(9_000);
});
