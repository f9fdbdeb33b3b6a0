import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { readTogether } from '#kernel/db/read-together.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import { createId } from '#kernel/ids.ts';
import { openTestStore } from '#tests/support/create-test-store.ts';
import { createLibrary } from '#tests/support/index-document.ts';

const names = sql<{ id: string }>`select id from libraries order by id`;
const settings = sql<{ value: string }>`select current_setting('enable_seqscan') as value`;

test('what is read together is of one tenant, and so is nothing that follows', async () => {
  await using store = await openTestStore({ maxConnections: 1 });
  const mine = await createLibrary(store.db);
  await createLibrary(store.db);
  const [libraries, [setting]] = await readTogether(
    store.db,
    { tenantId: mine.tenantId, settings: { enable_seqscan: 'off' } },
    [{ query: names, prepared: true }, { query: settings }],
  );
  expect(libraries).toEqual([{ id: mine.libraryId }]);
  expect(setting!.value).toBe('off');
  const [nobodys, [after]] = await readTogether(store.db, { tenantId: createId() }, [
    { query: names, prepared: true },
    { query: settings },
  ]);
  expect(nobodys).toEqual([]);
  expect(after!.value).toBe('on');
});

test('the first statement that fails says why, and the connection serves the next', async () => {
  await using store = await openTestStore({ maxConnections: 1 });
  const { tenantId, libraryId } = await createLibrary(store.db);
  const broken = readTogether(store.db, { tenantId }, [
    { query: names },
    { query: sql`select 1 / 0` },
    { query: names },
  ]);
  await expect(broken).rejects.toMatchObject({ code: '22012' });
  const found = await withTransaction(store.db, { tenantId }, tx => names.execute(tx));
  expect(found.rows).toEqual([{ id: libraryId }]);
});

test('a tenant that is none is refused', async () => {
  await using store = await openTestStore({ maxConnections: 1 });
  await expect(readTogether(store.db, { tenantId: `' or true --` }, [{ query: names }])).rejects.toThrow(
    /not a plain value|invalid input syntax/,
  );
});
