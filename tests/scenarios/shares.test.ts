import { afterAll, beforeAll, expect, test } from 'vitest';
import { memberRoutes } from '#auth/members/routes.ts';
import { shareRoutes } from '#auth/shares/routes.ts';
import { conversationRoutes } from '#chat/conversations/routes.ts';
import { shareConversation } from '#chat/conversations/share-conversation.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import { openTestApi } from '#tests/support/open-test-api.ts';
import type { TestApi, TestUser } from '#tests/support/open-test-api.ts';

let api: TestApi;
let ada: TestUser;
let bob: TestUser;
let conversation: string;

beforeAll(async () => {
  api = await openTestApi((app, { db }) => {
    conversationRoutes(app, { db });
    shareRoutes(app, { db, kinds: [shareConversation(db)] });
    memberRoutes(app, { db });
  });
  ada = await api.signUp('ada');
  bob = await api.signUp('bob');
  const reply = await ada.call('POST', '/conversations', { title: 'On tides' });
  conversation = reply.json<{ id: string }>().id;
});

afterAll(() => api[Symbol.asyncDispose]());

const share = async (body: object = {}) =>
  (await ada.call('POST', '/shares', { conversation_id: conversation, ...body })).json<{
    id: string;
    token: string;
  }>();

/** As a stranger, without any credential. */
const open = (token: string, headers: Record<string, string> = {}) =>
  api.app.inject({ method: 'POST', url: '/api/v1/shares/open', payload: { token }, headers });

test('whoever holds a link reads the conversation, and no id leads further', async () => {
  const { token } = await share();
  const reply = await open(token);
  expect(reply.json()).toMatchObject({ kind: 'conversation', title: 'On tides', content: { messages: [] } });
  expect(reply.body).not.toContain(conversation);
  expect(reply.headers['cache-control']).toBe('no-store');
});

test('a link that was taken back shows nothing, at once', async () => {
  const { id, token } = await share();
  expect((await ada.call('DELETE', `/shares/${id}`)).json()).toMatchObject({
    revoked_at: expect.any(String),
  });
  expect((await open(token)).json()).toMatchObject({ status: 404, code: 'share-gone' });
});

test('a link ends by itself, and what never was is answered the same', async () => {
  const { id, token } = await share({ expires_in_days: 1 });
  await withTransaction(api.db, ada, tx =>
    tx
      .updateTable('share_links')
      .set({ expires_at: new Date(0) })
      .where('id', '=', id)
      .execute(),
  );
  const [ended, unknown] = [(await open(token)).json(), (await open('nonsense')).json()];
  expect({ ...ended, request_id: '' }).toEqual({ ...unknown, request_id: '' });
});

test('the link of a deleted conversation shows nothing', async () => {
  const made = await ada.call('POST', '/conversations', { title: 'Short-lived' });
  const { id } = made.json<{ id: string }>();
  const { token } = await share({ conversation_id: id });
  expect((await open(token)).statusCode).toBe(200);
  await ada.call('DELETE', `/conversations/${id}`);
  expect((await open(token)).json()).toMatchObject({ code: 'share-gone' });
});

test('nobody shares what they cannot read, nor for ever, nor two things at once', async () => {
  const foreign = await bob.call('POST', '/shares', { conversation_id: conversation });
  expect(foreign.statusCode).toBe(404);
  for (const body of [{ expires_in_days: 91 }, { expires_in_days: 0 }, { insight_id: conversation }])
    expect((await ada.call('POST', '/shares', { conversation_id: conversation, ...body })).statusCode).toBe(
      400,
    );
});

test('neither a colleague nor a stranger lists or takes back my links', async () => {
  const { id } = await share();
  expect((await bob.call('GET', '/shares')).json()).toMatchObject({ items: [] });
  expect((await bob.call('DELETE', `/shares/${id}`)).statusCode).toBe(404);
  const mine = (await ada.call('GET', `/shares?target_id=${conversation}`)).json<{
    items: { id: string }[];
  }>();
  expect(mine.items.map(each => each.id)).toContain(id);
  expect(JSON.stringify(mine)).not.toContain('secret');
});

test('a viewer shares nothing', async () => {
  const eve = await api.signUp('eve', 'viewer');
  const made = await eve.call('POST', '/conversations', { title: 'Mine' });
  const reply = await eve.call('POST', '/shares', { conversation_id: made.json<{ id: string }>().id });
  expect(reply.statusCode).toBe(403);
});

test('only a hash of the token is stored', async () => {
  const { id, token } = await share();
  const row = await withTransaction(api.db, ada, tx =>
    tx.selectFrom('share_links').selectAll().where('id', '=', id).executeTakeFirstOrThrow(),
  );
  expect(row.secret_hash).toHaveLength(32);
  expect(JSON.stringify(row)).not.toContain(token);
});

test('a foreign page cannot open a link with its visitor’s browser', async () => {
  const { token } = await share();
  expect((await open(token, { 'sec-fetch-site': 'cross-site' })).statusCode).toBe(403);
});
