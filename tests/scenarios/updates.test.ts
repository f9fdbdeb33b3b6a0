import { afterAll, beforeAll, expect, test } from 'vitest';
import { followChanges } from '#app/updates/follow-changes.ts';
import type { Change, Reader } from '#app/updates/follow-changes.ts';
import { permissionsOf } from '#auth/permissions.ts';
import { conversationRoutes } from '#chat/conversations/routes.ts';
import { openTestApi } from '#tests/support/open-test-api.ts';
import type { TestApi, TestUser } from '#tests/support/open-test-api.ts';

let api: TestApi;
let ada: TestUser;
let bob: TestUser;

beforeAll(async () => {
  api = await openTestApi((app, { db }) => conversationRoutes(app, { db }));
  ada = await api.signUp('ada');
  bob = await api.signUp('bob');
});

afterAll(() => api[Symbol.asyncDispose]());

/** Listens as one user, and says what was heard so far. */
async function listen(user: TestUser, changes: Partial<Reader> = {}) {
  const controller = new AbortController();
  const heard: Change[] = [];
  const reader = { ...user, scopes: permissionsOf('owner'), ...changes };
  const stream = followChanges(api.db, reader, controller.signal);
  // The first bundle says that one listens.
  expect(await stream.next()).toEqual({ done: false, value: [] });
  const done = (async () => {
    for await (const bundle of stream) heard.push(...bundle);
  })();
  const stop = async () => {
    controller.abort();
    await done;
  };
  return { heard, [Symbol.asyncDispose]: stop };
}

const create = async (user: TestUser) =>
  (await user.call('POST', '/conversations', { title: 'New' })).json<{ id: string }>().id;

test('who listens hears of their own changes, and of nobody else’s', async () => {
  await using mine = await listen(ada);
  await using theirs = await listen(bob);
  const [a, b] = [await create(ada), await create(bob)];
  await expect.poll(() => mine.heard).toEqual([{ kind: 'conversation', id: a }]);
  await expect.poll(() => theirs.heard).toEqual([{ kind: 'conversation', id: b }]);
});

test('a colleague’s conversations are not announced, nor what one may not read', async () => {
  await using colleague = await listen({ ...ada, userId: bob.userId });
  await using narrow = await listen(ada, { scopes: ['documents:read'] });
  await using mine = await listen(ada);
  const id = await create(ada);
  await expect.poll(() => mine.heard).toEqual([{ kind: 'conversation', id }]);
  expect([colleague.heard, narrow.heard]).toEqual([[], []]);
});
