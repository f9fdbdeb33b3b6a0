import { expect, test } from 'vitest';
import { openDatabase } from '../open-database.ts';
import { vacuumTables } from './vacuum-tables.ts';

test('tables that changed are vacuumed once, the others not', async () => {
  await using db = await openDatabase({ maxConnections: 1, acquireTimeoutMs: 60_000 });
  await db.pool.query('create table changed (id int); create table untouched (id int)');
  await db.pool.query('insert into changed select generate_series(1, 1000)');
  expect(await vacuumTables(db)).toEqual(['changed']);
  expect(await vacuumTables(db)).toEqual([]);
});
