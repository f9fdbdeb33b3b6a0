import { expect, test } from 'vitest';
import { createPool } from '#kernel/db/create-pool.ts';
import { conversation, openTranscriptApi } from '#tests/support/open-transcript-api.ts';
import { dropMonths, findMonthsBefore } from '#transcripts/months/drop-months.ts';

test('old months go as a whole, or are left beside the timeline, and younger ones stay', async () => {
  await using api = await openTranscriptApi();
  const user = await api.signUp('ada');
  for (const month of ['2025-01', '2025-02', '2025-03'])
    await user.call('POST', '/transcripts', conversation(month, { started_at: `${month}-10T00:00:00Z` }));
  const seen = async () => {
    const { items } = (await user.call('GET', '/transcripts')).json<{ items: { external_id: string }[] }>();
    return items.map(each => each.external_id);
  };
  expect(await seen()).toEqual(['2025-03', '2025-02', '2025-01']);

  await using owner = openOwner(api);
  const names = async (before: string) =>
    (await findMonthsBefore(owner.pool, new Date(before))).map(({ name }) => name);
  expect(await names('2025-03-01T00:00:00Z')).toEqual(['transcripts_2025_01', 'transcripts_2025_02']);
  // A month that is not over stays.
  expect(await names('2025-02-28T00:00:00Z')).toEqual(['transcripts_2025_01']);
  await dropMonths(owner.pool, { before: new Date('2025-02-01T00:00:00Z'), keep: true });
  expect(await seen()).toEqual(['2025-03', '2025-02']);
  const table = (name: string) =>
    owner.pool.query<{ table: string | null }>(`select to_regclass('${name}')::text as table`);
  expect((await table('transcripts_2025_01')).rows[0]!.table).toBe('transcripts_2025_01');
  await dropMonths(owner.pool, { before: new Date('2025-03-01T00:00:00Z'), keep: false });
  expect(await seen()).toEqual(['2025-03']);
  expect((await table('transcripts_2025_02')).rows[0]!.table).toBeNull();
  // What comes in later for a month that is gone makes it anew.
  await user.call('POST', '/transcripts', conversation('late', { started_at: '2025-02-10T00:00:00Z' }));
  expect(await seen()).toEqual(['2025-03', 'late']);
});

/** The embedded store has no other user. */
function openOwner({ db, environment }: Awaited<ReturnType<typeof openTranscriptApi>>) {
  const url = environment['DATABASE_OWNER_URL'];
  if (!url) return { pool: db.pool, [Symbol.asyncDispose]: async () => {} };
  const pool = createPool({ connectionString: url, maxConnections: 1, acquireTimeoutMs: 10_000 });
  return { pool, [Symbol.asyncDispose]: () => pool.end() };
}
