import { expect, test } from 'vitest';
import { openDatabase } from '../open-database.ts';

test('a new connection inherits neither a transaction nor prepared statements from the last one', async () => {
  await using db = await openDatabase({ maxConnections: 1, acquireTimeoutMs: 60_000 });
  const prepared = { name: 'one', text: 'select 1 as value' };
  const first = await db.pool.connect();
  await first.query(prepared);
  await first.query('begin');
  await first.query('create table unfinished (id int)');
  first.release(true);
  const second = await db.pool.connect();
  expect((await second.query(prepared)).rows).toEqual([{ value: 1 }]);
  expect((await second.query(`select to_regclass('unfinished') as found`)).rows).toEqual([{ found: null }]);
  second.release();
});
