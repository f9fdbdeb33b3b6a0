import { afterAll, beforeAll, expect, test } from 'vitest';
import { accountRoutes } from '#app/deletion/account-routes.ts';
import { auditRoutes } from '#auth/audit/routes.ts';
import { memberRoutes } from '#auth/members/routes.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import { createId } from '#kernel/ids.ts';
import { openTestApi } from '#tests/support/open-test-api.ts';
import type { Reply, TestApi, TestUser } from '#tests/support/open-test-api.ts';

let api: TestApi;
let ada: TestUser;

beforeAll(async () => {
  api = await openTestApi((app, { db }) => {
    memberRoutes(app, { db });
    accountRoutes(app, { db });
    auditRoutes(app, { db });
  });
  ada = await api.signUp('ada');
});

afterAll(() => api[Symbol.asyncDispose]());

interface Member {
  id: string;
  call: (method: 'GET' | 'POST', path: string, payload?: object) => Promise<Reply>;
}

/** A second person of ada's workspace, signed in. */
async function join(email: string, role = 'member'): Promise<Member> {
  const { id, token } = (await ada.call('POST', '/members', { email, role })).json<{
    id: string;
    token: string;
  }>();
  const session = await api.app.inject({ method: 'POST', url: '/api/v1/session', payload: { token } });
  const cookie = String(session.headers['set-cookie']).split(';')[0]!;
  const headers = { cookie, 'sec-fetch-site': 'same-origin' };
  return {
    id,
    call: (method, path, payload) => api.app.inject({ method, url: `/api/v1${path}`, headers, payload }),
  };
}

/** One that is there and one in the trash, with a message each. */
function writeConversations(userId: string): Promise<void> {
  return withTransaction(api.db, { tenantId: ada.tenantId, settings: { 'app.deleted': 'on' } }, async tx => {
    for (const deletedAt of [null, new Date()]) {
      const id = createId();
      const { tenantId } = ada;
      await tx
        .insertInto('conversations')
        .values({ tenant_id: tenantId, id, user_id: userId, title: 'Mine', deleted_at: deletedAt })
        .execute();
      await tx
        .insertInto('messages')
        .values({
          tenant_id: tenantId,
          id: createId(),
          conversation_id: id,
          role: 'user',
          status: 'complete',
          text: 'Mine alone.',
        })
        .execute();
    }
  });
}

const countOf = (table: 'users' | 'conversations' | 'messages' | 'sessions', tenantId = ada.tenantId) =>
  withTransaction(api.db, { tenantId, settings: { 'app.deleted': 'on' } }, async tx =>
    Number(
      (
        await tx
          .selectFrom(table)
          .select(eb => eb.fn.countAll().as('n'))
          .executeTakeFirstOrThrow()
      ).n,
    ),
  );

test('who deletes their account is gone with all that was theirs alone, and gets a receipt', async () => {
  const before = await Promise.all([countOf('users'), countOf('conversations'), countOf('messages')]);
  const grace = await join('grace@example.test');
  await writeConversations(grace.id);
  const reply = await grace.call('POST', '/account/deletion', { email: 'Grace@example.test' });
  expect(reply.json()).toEqual({
    counts: { conversations: 2, messages: 2, share_links: 0, api_keys: 0, sessions: 1, sign_in_links: 1 },
  });
  expect(String(reply.headers['set-cookie'])).toMatch(/=;/);
  expect((await grace.call('GET', '/session')).statusCode).toBe(401);
  expect(await Promise.all([countOf('users'), countOf('conversations'), countOf('messages')])).toEqual(
    before,
  );
});

test('the audit log tells once that an account was deleted, by whom, and how much went', async () => {
  const edsger = await join('edsger@example.test');
  await writeConversations(edsger.id);
  await edsger.call('POST', '/account/deletion', { email: 'edsger@example.test' });
  const entries = (await ada.call('GET', `/audit?user_id=${edsger.id}`)).json<{
    items: { action: string }[];
  }>().items;
  const told = entries.filter(({ action }) => action !== 'session.begun');
  expect(told).toMatchObject([
    { action: 'account.deleted', target: { kind: 'account', id: edsger.id }, details: { conversations: 2 } },
  ]);
  expect(JSON.stringify(entries)).not.toContain('edsger@example.test');
});

test('the last owner is told to make another one first', async () => {
  const { email } = (await ada.call('GET', '/session')).json<{ user: { email: string } }>().user;
  const reply = await ada.call('POST', '/account/deletion', { email });
  expect(reply.json()).toMatchObject({ status: 409, code: 'state-conflict' });
  expect(reply.json<{ detail: string }>().detail).toContain('last');
  expect((await ada.call('GET', '/session')).statusCode).toBe(200);
});

test('a wrong address deletes nobody', async () => {
  const alan = await join('alan@example.test');
  const reply = await alan.call('POST', '/account/deletion', { email: 'ada@example.test' });
  expect(reply.statusCode).toBe(400);
  expect((await alan.call('GET', '/session')).statusCode).toBe(200);
});

test('a key that may do less than its owner does not delete them', async () => {
  const { secret } = (await ada.call('POST', '/api-keys', { name: 'narrow', scopes: ['search:read'] })).json<{
    secret: string;
  }>();
  const reply = await api.app.inject({
    method: 'POST',
    url: '/api/v1/account/deletion',
    headers: { authorization: `Bearer ${secret}` },
    payload: { email: 'ada@example.test' },
  });
  expect(reply.statusCode).toBe(403);
});
