import { expect, onTestFinished, test, vi } from 'vitest';
import { openBackground } from '#kernel/db/open-database.ts';
import { tellThatPeopleWait } from '#kernel/db/postgres/yield-to-people.ts';
import { openTestStore } from '#tests/support/create-test-store.ts';

test('work in the background takes its next step when nobody waits, or after a moment all the same', async () => {
  await using store = await openTestStore({ store: 'postgres' });
  await using background = openBackground(store.db, { url: store.config.url, maxConnections: 2 });
  const tell = tellThatPeopleWait(store.db);
  let waitMs = 100;
  const people = setInterval(() => tell(waitMs), 10);
  onTestFinished(() => clearInterval(people));
  const step = async (): Promise<number> => {
    const beganMs = performance.now();
    expect((await background.pool.query('select 1::int as done')).rows).toEqual([{ done: 1 }]);
    return performance.now() - beganMs;
  };
  // People wait on and on: each step is paused, and comes.
  await vi.waitUntil(async () => (await step()) > 200, { timeout: 60_000 });
  waitMs = 1;
  await vi.waitUntil(async () => (await step()) < 100, { timeout: 60_000 });
});
