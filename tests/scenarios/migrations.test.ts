import { expect, onTestFinished, test } from 'vitest';
import { createPool } from '#kernel/db/create-pool.ts';
import { listPendingMigrations, migrateDatabase } from '#kernel/db/migrate-database.ts';
import { copyMigrations } from '#tests/support/copy-migrations.ts';
import { openTestStore } from '#tests/support/create-test-store.ts';

/** As the owner of a store that is up to date. */
async function openOwner() {
  const store = await openTestStore();
  onTestFinished(() => store[Symbol.asyncDispose]());
  const connectionString = store.environment['DATABASE_OWNER_URL'];
  if (!connectionString) return store.db.pool;
  const pool = createPool({ connectionString, maxConnections: 4, acquireTimeoutMs: 10_000 });
  // Before the store: what was registered last runs first.
  onTestFinished(() => pool.end());
  return pool;
}

const TABLE = `create table things (id integer, name text);
insert into things values (1, 'one'), (1, 'again');`;
const INDEX = `-- @online: as if it were large
create unique index concurrently if not exists things_by_id on things (id);
`;

test('an online migration that stopped half-way is done by the next run', async () => {
  const pool = await openOwner();
  const folder = await copyMigrations({ '9998-things.sql': TABLE, '9999-index.sql': INDEX });
  await expect(migrateDatabase(pool, { folder })).rejects.toThrow(
    /9999-index.sql stopped and can be run again/,
  );
  await pool.query(`delete from things where name = 'again'`);
  expect(await migrateDatabase(pool, { folder })).toEqual(['9999-index.sql']);
  const { rows } = await pool.query(
    `select indisvalid from pg_index where indexrelid = 'things_by_id'::regclass`,
  );
  expect(rows).toEqual([{ indisvalid: true }]);
});

test('a program that is older than the schema neither starts nor migrates', async () => {
  const pool = await openOwner();
  await migrateDatabase(pool, { folder: await copyMigrations({ '9998-things.sql': TABLE }) });
  const refusal = { code: 'schema-is-newer' };
  await expect(listPendingMigrations(pool)).rejects.toMatchObject(refusal);
  await expect(migrateDatabase(pool)).rejects.toMatchObject(refusal);
});

test('a migration that fails leaves nothing of itself', async () => {
  const pool = await openOwner();
  const folder = await copyMigrations({ '9998-things.sql': `${TABLE}\nselect 1 / 0;` });
  await expect(migrateDatabase(pool, { folder })).rejects.toThrow(/9998-things.sql failed and was undone/);
  const { rows } = await pool.query(`select to_regclass('things') as found`);
  expect(rows).toEqual([{ found: null }]);
});

test('a migration that was edited after it ran is refused', async () => {
  const pool = await openOwner();
  await migrateDatabase(pool, { folder: await copyMigrations({ '9998-things.sql': TABLE }) });
  const folder = await copyMigrations({ '9998-things.sql': `${TABLE}\n-- edited` });
  await expect(migrateDatabase(pool, { folder })).rejects.toMatchObject({ code: 'migration-changed' });
});
