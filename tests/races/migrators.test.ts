import { expect, onTestFinished, test } from 'vitest';
import { createPool } from '#kernel/db/create-pool.ts';
import { migrateDatabase } from '#kernel/db/migrate-database.ts';
import { copyMigrations } from '#tests/support/copy-migrations.ts';
import { openTestStore } from '#tests/support/create-test-store.ts';

test('of four migrators at once one makes the index online, and none waits for another for ever', async () => {
  const store = await openTestStore();
  onTestFinished(() => store[Symbol.asyncDispose]());
  const connectionString = store.environment['DATABASE_OWNER_URL'];
  const pool = createPool({ connectionString, maxConnections: 4, acquireTimeoutMs: 10_000 });
  onTestFinished(() => pool.end());
  const folder = await copyMigrations({
    '9998-things.sql':
      'create table things (id integer); insert into things select generate_series(1, 50000);',
    '9999-index.sql': '-- @online\ncreate index concurrently if not exists things_by_id on things (id);\n',
  });
  const done = await Promise.all(Array.from({ length: 4 }, () => migrateDatabase(pool, { folder })));
  expect(done.flat()).toEqual(['9998-things.sql', '9999-index.sql']);
});
