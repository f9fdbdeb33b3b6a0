import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readTogether } from '#kernel/db/read-together.ts';
import type { Reading } from '#kernel/db/read-together.ts';
import { writeTogether } from '#kernel/db/write-together.ts';
import { openTestStore } from '#tests/support/create-test-store.ts';
import { createLibrary } from '#tests/support/index-document.ts';
import type { LibraryKey } from '#tests/support/index-document.ts';

// Statements that are sent together are one transaction of one tenant, whatever happens to one of them.

let store: Awaited<ReturnType<typeof openTestStore>>;
let ada: LibraryKey;
let grace: LibraryKey;

beforeAll(async () => {
  store = await openTestStore({ maxConnections: 1 });
  ada = await createLibrary(store.db);
  grace = await createLibrary(store.db);
});
afterAll(() => store[Symbol.asyncDispose]());

const libraries: Reading<{ id: string; role: string }> = {
  query: sql`select id, current_user as role from libraries`,
  prepared: true,
};
const failing = (number: number): Reading => ({
  query: sql`select 1 / (${number}::integer - ${number}::integer)`,
  prepared: true,
});
const later: Reading = { query: sql`select 'later' as word`, prepared: true };

test('each sees its own rows only, on one connection, as the role that owns nothing', async () => {
  for (const who of [ada, grace, ada]) {
    const [first, again] = await readTogether(store.db, who, [libraries, { ...libraries, prepared: false }]);
    expect(first).toEqual([{ id: who.libraryId, role: 'quarry_app' }]);
    expect(again).toEqual(first);
  }
  const { rows } = await store.db.pool.query(
    `select current_setting('app.tenant_id', true) as tenant, current_setting('plan_cache_mode') as mode`,
  );
  expect(rows).toEqual([{ tenant: '', mode: 'auto' }]);
});

test('what fails says why, and its connection goes on', async () => {
  for (const number of [1, 2]) {
    const sent = readTogether(store.db, ada, [libraries, failing(number), later]);
    await expect(sent).rejects.toMatchObject({ code: '22012' });
    const unknown = readTogether(store.db, ada, [
      { query: sql`select 1 from nowhere`, prepared: true },
      later,
    ]);
    await expect(unknown).rejects.toMatchObject({ code: '42P01' });
    expect(await readTogether(store.db, ada, [later, libraries])).toMatchObject([
      [{ word: 'later' }],
      [{ id: ada.libraryId }],
    ]);
  }
});

test('a value that does not fit a number fails instead of being another', async () => {
  const tooLarge: Reading = { query: sql`select ${String(2n ** 60n)}::bigint as number` };
  await expect(readTogether(store.db, ada, [tooLarge, later])).rejects.toThrow('does not fit');
  expect(await readTogether(store.db, ada, [later])).toEqual([[{ word: 'later' }]]);
});

test('all of what is written together is kept, or nothing', async () => {
  const rename = (name: string) => sql<{ name: string }>`update libraries set name = ${name} returning name`;
  const { query: failure } = failing(3);
  await expect(writeTogether(store.db, ada, [rename('lost'), failure])).rejects.toMatchObject({
    code: '22012',
  });
  expect(await writeTogether(store.db, ada, [rename('first'), rename('kept')])).toEqual([
    [{ name: 'first' }],
    [{ name: 'kept' }],
  ]);
  const names: Reading = { query: sql`select name from libraries`, prepared: true };
  expect(await readTogether(store.db, ada, [names])).toEqual([[{ name: 'kept' }]]);
  expect(await readTogether(store.db, grace, [names])).not.toEqual([[{ name: 'kept' }]]);
});
