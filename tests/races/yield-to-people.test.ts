import { expect, onTestFinished, test, vi } from 'vitest';
import { openBackground } from '#kernel/db/open-database.ts';
import { asOneWork, tellThatPeopleWait } from '#kernel/db/postgres/yield-to-people.ts';
import { openTestStore } from '#tests/support/create-test-store.ts';

test('work in the background pauses for as long as it worked, and twice that, while people wait', async () => {
  await using store = await openTestStore({ store: 'postgres' });
  await using background = openBackground(store.db, { url: store.config.url, maxConnections: 2 });
  const tell = tellThatPeopleWait(store.db);
  let waitMs = 100;
  const people = setInterval(() => tell(waitMs), 10);
  onTestFinished(() => clearInterval(people));
  const step = async (sql: string): Promise<number> => {
    const beganMs = performance.now();
    await background.pool.query(sql);
    return performance.now() - beganMs;
  };
  const pauseAfterLong = (): Promise<number> =>
    asOneWork(async () => {
      await step('select pg_sleep(0.2)');
      return await step('select 1');
    });
  // People wait on and on: who had much pauses, and comes on; who has had nothing does not.
  await vi.waitUntil(async () => (await pauseAfterLong()) > 200, { timeout: 60_000 });
  await asOneWork(async () => {
    await vi.waitUntil(async () => (await step('select 1')) < 100, { timeout: 60_000 });
  });
  waitMs = 1;
  expect(await vi.waitUntil(async () => (await pauseAfterLong()) < 100, { timeout: 60_000 })).toBe(true);
});
