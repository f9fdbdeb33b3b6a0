import { setTimeout as delay } from 'node:timers/promises';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import { openTestStore } from '#tests/support/create-test-store.ts';
import { withClient } from '#tests/support/with-client.ts';

const scope = { tenantId: '01900000-0000-7000-8000-000000000001' };

test('a connection that the server drops amid a transaction fails that one, and ends no process', async () => {
  await using store = await openTestStore({ maxConnections: 1 });
  const cut = withTransaction(store.db, scope, async tx => {
    const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(tx);
    await withClient(store.adminUrl!, admin =>
      admin.query('select pg_terminate_backend($1)', [rows[0]!.pid]),
    );
    // The server's last words arrive while nobody waits for an answer.
    while (await isConnected(store.adminUrl!, rows[0]!.pid)) await delay(5);
    await new Promise(setImmediate);
    await sql`select 1`.execute(tx);
  });
  await expect(cut).rejects.toThrow(/connection|terminat/i);
  const after = withTransaction(store.db, scope, tx => tx.selectFrom('libraries').select('id').execute());
  expect(await after).toEqual([]);
});

async function isConnected(adminUrl: string, pid: number): Promise<boolean> {
  const { rowCount } = await withClient(adminUrl, admin =>
    admin.query('select from pg_stat_activity where pid = $1', [pid]),
  );
  return rowCount !== 0;
}
