import { sql } from 'kysely';
import { expect, onTestFinished, test } from 'vitest';
import type { Database, Tx } from '#kernel/db/database.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import { deleteLibrary } from '#knowledge/libraries/delete-library.ts';
import { libraryRoutes } from '#knowledge/libraries/routes.ts';
import { openTestApi } from '#tests/support/open-test-api.ts';

async function open() {
  const api = await openTestApi((app, { db }) => libraryRoutes(app, { db, onDelete: async () => {} }));
  onTestFinished(() => api[Symbol.asyncDispose]());
  return { api, user: await api.signUp('ada') };
}

const times = <T>(count: number, work: (n: number) => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: count }, (_, n) => work(n)));

test('of 100 libraries of one name at once one is made', async () => {
  const { user } = await open();
  const replies = await times(100, () => user.call('POST', '/libraries', { name: 'Wanted by all' }));
  const statuses = replies.map(reply => reply.statusCode).toSorted((a, b) => a - b);
  expect(statuses).toEqual([201, ...Array.from({ length: 99 }, () => 409)]);
});

test('50 writers on one library: each success is one version, nobody overwrites unseen', async () => {
  const { user } = await open();
  const { id } = (await user.call('POST', '/libraries', { name: 'Busy' })).json();
  const url = `/libraries/${id}`;
  const replies = await times(50, async n => {
    const { etag } = (await user.call('GET', url)).headers;
    return user.call('PATCH', url, { metadata: { n } }, { 'if-match': String(etag) });
  });
  const won = replies.filter(reply => reply.statusCode === 200);
  expect(won.length).toBeGreaterThan(0);
  expect(replies.every(reply => [200, 412].includes(reply.statusCode))).toBe(true);
  expect((await user.call('GET', url)).json().version).toBe(1 + won.length);
  expect(new Set(won.map(reply => reply.json().version)).size).toBe(won.length);
});

test('50 renames to one name: one gets it', async () => {
  const { user } = await open();
  const made = await times(50, n => user.call('POST', '/libraries', { name: `Before ${n}` }));
  const replies = await Promise.all(
    made.map(reply =>
      user.call('PATCH', `/libraries/${reply.json().id}`, { name: 'After' }, { 'if-match': '"1"' }),
    ),
  );
  expect(replies.filter(reply => reply.statusCode === 200)).toHaveLength(1);
  expect(replies.filter(reply => reply.statusCode === 409)).toHaveLength(49);
});

test('no document slips into a library between the plan of its clean-up and its deletion', async () => {
  const { api, user } = await open();
  const { id } = (await user.call('POST', '/libraries', { name: 'Doomed' })).json();
  const late: { outcome?: string } = {};
  let adding: Promise<unknown> = Promise.resolve();
  await deleteLibrary(api.db, {
    tenantId: user.tenantId,
    id,
    onDelete: async tx => {
      adding = addDocument(api.db, user.tenantId, id).then(
        () => (late.outcome = 'added'),
        (error: { code: string }) => (late.outcome = error.code),
      );
      while (late.outcome === undefined && !(await someoneWaits(tx)));
    },
  });
  await adding;
  expect(late.outcome, 'a broken foreign key').toBe('23503');
});

function addDocument(db: Database, tenantId: string, libraryId: string): Promise<unknown> {
  return withTransaction(db, { tenantId }, tx =>
    tx
      .insertInto('documents')
      .values({
        tenant_id: tenantId,
        id: '01a201f4-4b54-7783-9713-9ee0c7e4689c',
        library_id: libraryId,
        title: 'Late',
        file_name: 'late.txt',
        media_type: 'text/plain',
        byte_size: 1,
        sha256: Buffer.alloc(32),
      })
      .execute(),
  );
}

/** Whether another connection waits for a lock that this one holds. */
async function someoneWaits(tx: Tx): Promise<boolean> {
  const { rows } = await sql<{ waits: boolean }>`select exists (
    select from pg_locks where not granted and pg_backend_pid() = any (pg_blocking_pids(pid))) as waits`.execute(
    tx,
  );
  return rows[0]!.waits;
}
