import { afterAll, beforeAll, expect, test } from 'vitest';
import { RememberedPrincipals } from '#auth/remembered-principals.ts';
import { createSignInLink } from '#auth/sessions/create-sign-in-link.ts';
import { ensureFirstTenant } from '#auth/tenants/ensure-first-tenant.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import { libraryRoutes } from '#knowledge/libraries/routes.ts';
import { changeRole, openTestApi } from '#tests/support/open-test-api.ts';
import type { TestApi, TestUser } from '#tests/support/open-test-api.ts';

const HOUR_MS = 3_600_000;
let api: TestApi;
let ada: TestUser;

beforeAll(async () => {
  api = await openTestApi((app, { db }) => libraryRoutes(app, { db, onDelete: async () => {} }));
  ada = await api.signUp('ada');
});

afterAll(() => api[Symbol.asyncDispose]());

const createLink = async (user = ada) => (await createSignInLink(api.db, { ...user, ttlMs: HOUR_MS })).token;

const redeem = (token: string, headers: Record<string, string> = {}) =>
  api.app.inject({ method: 'POST', url: '/api/v1/session', payload: { token }, headers });

/** Signs in and returns what a browser would send from then on. */
async function signIn(user = ada): Promise<string> {
  const reply = await redeem(await createLink(user));
  expect(reply.statusCode).toBe(200);
  return String(reply.headers['set-cookie']).split(';')[0]!;
}

let posts = 0;

/** What a browser sends from our own page, unless `from` says otherwise. */
const browse = (
  cookie: string,
  method: 'GET' | 'POST' | 'DELETE',
  url: string,
  from: Record<string, string> = { 'sec-fetch-site': 'same-origin' },
) =>
  api.app.inject({
    method,
    url: `/api/v1${url}`,
    payload: method === 'POST' ? { name: `Library ${++posts}` } : undefined,
    headers: { cookie, ...from },
  });

test('a link signs in and says who and where', async () => {
  const reply = await redeem(await createLink());
  expect(reply.json()).toMatchObject({
    user: { id: ada.userId, email: 'ada@example.test', name: 'ada' },
    tenant: { id: ada.tenantId, name: 'ada' },
    role: 'owner',
  });
  const cookie = String(reply.headers['set-cookie']);
  expect(cookie).toMatch(/^__Host-quarry=[\w-]{43}; /);
  for (const attribute of ['HttpOnly', 'Secure', 'SameSite=Lax', 'Path=/', 'Max-Age=2592000']) {
    expect(cookie).toContain(attribute);
  }
  expect(cookie).not.toContain('Domain');
});

test('a link works once, for whoever comes first', async () => {
  const token = await createLink();
  const replies = await Promise.all(Array.from({ length: 20 }, () => redeem(token)));
  expect(replies.filter(reply => reply.statusCode === 200)).toHaveLength(1);
  const refused = replies.filter(reply => reply.statusCode === 401);
  expect(refused).toHaveLength(19);
  for (const reply of refused) {
    expect(reply.json()).toMatchObject({ code: 'link-used', next_step: expect.any(String) });
    expect(reply.headers['set-cookie']).toBeUndefined();
  }
});

test('a link that is over, or never was, is refused', async () => {
  const token = await createLink();
  const past = new Date(Date.now() - 1000);
  await withTransaction(api.db, ada, tx =>
    tx.updateTable('sign_in_links').set({ expires_at: past }).where('used_at', 'is', null).execute(),
  );
  for (const given of [token, 'never-was']) {
    const reply = await redeem(given);
    expect(reply.statusCode).toBe(401);
    expect(reply.json().code).toBe('link-expired');
  }
});

test('a page of another site cannot sign anyone in', async () => {
  const token = await createLink();
  for (const [name, value] of [
    ['sec-fetch-site', 'cross-site'],
    ['origin', 'https://evil.example'],
  ] as const) {
    expect((await redeem(token, { [name]: value })).statusCode).toBe(403);
  }
  expect((await redeem(token)).statusCode).toBe(200);
});

test('the cookie reads and writes from our own page', async () => {
  const cookie = await signIn();
  expect((await browse(cookie, 'GET', '/session')).json().user.id).toBe(ada.userId);
  expect((await browse(cookie, 'POST', '/libraries')).statusCode).toBe(201);
});

test.each([
  ['another site', { 'sec-fetch-site': 'cross-site' }],
  ['a sister site', { 'sec-fetch-site': 'same-site' }],
  ['another origin', { origin: 'https://evil.example' }],
  ['nobody knows where', {}],
] as [string, Record<string, string>][])(
  'a change from %s is refused although the cookie is right',
  async (_where, from) => {
    const reply = await browse(await signIn(), 'POST', '/libraries', from);
    expect(reply.statusCode).toBe(403);
    expect(reply.json().code).toBe('cross-site');
  },
);

test('signing out ends the session itself, not only the cookie', async () => {
  const cookie = await signIn();
  const reply = await browse(cookie, 'DELETE', '/session');
  expect(reply.statusCode).toBe(204);
  expect(String(reply.headers['set-cookie'])).toContain('__Host-quarry=;');
  expect((await browse(cookie, 'GET', '/session')).statusCode).toBe(401);
});

test('a session that is over is refused', async () => {
  const cookie = await signIn();
  const past = new Date(Date.now() - 1000);
  await withTransaction(api.db, ada, tx => tx.updateTable('sessions').set({ expires_at: past }).execute());
  RememberedPrincipals.of(api.db).forget();
  expect((await browse(cookie, 'GET', '/session')).statusCode).toBe(401);
});

test('a lower role binds a session at once', async () => {
  const user = await api.signUp('judy');
  const cookie = await signIn(user);
  expect((await browse(cookie, 'POST', '/libraries')).statusCode).toBe(201);
  await changeRole(api.db, user, 'viewer');
  const reply = await browse(cookie, 'POST', '/libraries');
  expect(reply.statusCode).toBe(403);
  expect(reply.json().next_step).toContain('owner');
});

test('a wrong key does not fall back to a right cookie', async () => {
  const cookie = await signIn();
  const reply = await browse(cookie, 'GET', '/session', { authorization: 'Bearer qk_wrong' });
  expect(reply.statusCode).toBe(401);
});

test('only hashes of secrets are stored', async () => {
  const token = await createLink();
  const cookie = await signIn();
  const stored = await withTransaction(api.db, ada, async tx => [
    await tx.selectFrom('sign_in_links').selectAll().execute(),
    await tx.selectFrom('sessions').selectAll().execute(),
  ]);
  expect(stored.flat().length).toBeGreaterThan(1);
  const text =
    JSON.stringify(stored) +
    stored
      .flat()
      .map(row => row.secret_hash.toString('latin1'))
      .join();
  expect(text).not.toContain(token);
  expect(text).not.toContain(cookie.split('=')[1]!);
});

test('the first start makes one tenant and one owner, however many processes start at once', async () => {
  await using fresh = await openTestApi();
  const owner = { name: 'My workspace', email: 'owner@localhost' };
  const starts = await Promise.all(Array.from({ length: 8 }, () => ensureFirstTenant(fresh.db, owner)));
  expect(starts.filter(start => start.created)).toHaveLength(1);
  expect(new Set(starts.map(({ tenantId, userId }) => tenantId + userId)).size).toBe(1);
  expect(await ensureFirstTenant(fresh.db, owner)).toEqual({ ...starts[0], created: false });
});
