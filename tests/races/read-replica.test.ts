import { expect, onTestFinished, test } from 'vitest';
import { sql } from 'kysely';
import { openDatabase } from '#kernel/db/open-database.ts';
import { readFrom } from '#kernel/db/read-from.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import { createId } from '#kernel/ids.ts';
import { createTestStore } from '#tests/support/create-test-store.ts';
import { preparePostgres } from '#tests/support/prepare-postgres.ts';
import { withClient } from '#tests/support/with-client.ts';
import { OwnPostgres } from '../faults/restarts/own-postgres.ts';

/** Puts the database's own words in the place where `createTestStore` looks, for this test alone. */
async function openPair() {
  const shared = process.env['QUARRY_TEST_POSTGRES'];
  const resources = new AsyncDisposableStack();
  onTestFinished(async () => {
    await resources.disposeAsync();
    process.env['QUARRY_TEST_POSTGRES'] = shared;
  });
  const postgres = resources.use(await OwnPostgres.start());
  resources.use(await preparePostgres(async () => postgres.held));
  const store = resources.use(await createTestStore({ store: 'postgres' }));
  const url = store.environment['DATABASE_URL']!;
  const readUrl = new URL(url);
  readUrl.port = new URL(await postgres.startReplica()).port;
  const db = resources.use(
    await openDatabase({ ...store.config, readUrl: readUrl.href, maxStalenessMs: 3_000 }),
  );
  return { postgres, db, adminUrl: store.adminUrl!, replicaAdminUrl: onPort(store.adminUrl!, readUrl.port) };
}

function onPort(address: string, port: string): string {
  const url = new URL(address);
  url.port = port;
  return url.href;
}

const isReplica = (db: Parameters<typeof withTransaction>[0]): Promise<boolean> =>
  withTransaction(db, { tenantId: createId() }, async tx => {
    const { rows } = await sql<{ away: boolean }>`select pg_is_in_recovery() as away`.execute(tx);
    return rows[0]!.away;
  });

test('lists are read from a replica that keeps up, and from the primary when it lags or is gone', async () => {
  const { postgres, db, replicaAdminUrl } = await openPair();
  await expect.poll(() => isReplica(readFrom(db))).toBe(true);
  expect(await isReplica(db)).toBe(false);

  // It still answers, and replays no more: its own clock and its connection say nothing about that.
  await withClient(replicaAdminUrl, admin => admin.query('select pg_wal_replay_pause()'));
  await db.pool.query('select pg_notify($1, $2)', ['quarry_any', 'something to replay']);
  await expect.poll(() => isReplica(readFrom(db))).toBe(false);
  await withClient(replicaAdminUrl, admin => admin.query('select pg_wal_replay_resume()'));
  await expect.poll(() => isReplica(readFrom(db))).toBe(true);

  await postgres.stopReplica();
  await expect.poll(() => isReplica(readFrom(db)).catch(() => undefined)).toBe(false);
});

test('a replica without a role that is bound by row-level security is never read from', async () => {
  const { db, adminUrl, replicaAdminUrl } = await openPair();
  const unsafe = await openDatabase({
    url: adminUrl,
    readUrl: replicaAdminUrl,
    maxConnections: 2,
    acquireTimeoutMs: 5_000,
  });
  onTestFinished(() => unsafe[Symbol.asyncDispose]());
  await expect.poll(() => isReplica(readFrom(db))).toBe(true);
  expect(readFrom(unsafe)).toBe(unsafe);
});
