import { afterAll, beforeAll, expect, test } from 'vitest';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import { createApiKey } from '#auth/api-keys/create-api-key.ts';
import { RememberedPrincipals } from '#auth/remembered-principals.ts';
import { libraryRoutes } from '#knowledge/libraries/routes.ts';
import { callWith, changeRole, openTestApi } from '#tests/support/open-test-api.ts';
import type { TestApi, TestUser } from '#tests/support/open-test-api.ts';

let api: TestApi;
let ada: TestUser;

beforeAll(async () => {
  api = await openTestApi((app, { db }) => libraryRoutes(app, { db, onDelete: async () => {} }));
  ada = await api.signUp('ada');
});

afterAll(() => api[Symbol.asyncDispose]());

async function createKey(body: object, user = ada) {
  const reply = await user.call('POST', '/api-keys', body);
  expect(reply.statusCode).toBe(201);
  return reply.json<{ id: string; secret: string; scopes: string[] }>();
}

test('a key works, its secret is shown once, and only its hash is kept', async () => {
  const key = await createKey({ name: 'Laptop' });
  expect((await callWith(api.app, key.secret)('GET', '/session')).statusCode).toBe(200);
  const shown = await ada.call('GET', `/api-keys/${key.id}`);
  expect(shown.body).not.toContain(key.secret);
  expect(shown.json()).toMatchObject({ name: 'Laptop', hint: `${key.secret.slice(0, 7)}…` });
  const rows = await withTransaction(api.db, ada, tx => tx.selectFrom('api_keys').selectAll().execute());
  expect(JSON.stringify(rows)).not.toContain(key.secret);
});

test('its last use is noted', async () => {
  const { id, secret } = await createKey({ name: 'Watched' });
  const lastUsed = async () => (await ada.call('GET', `/api-keys/${id}`)).json().last_used_at;
  expect(await lastUsed()).toBeNull();
  await callWith(api.app, secret)('GET', '/session');
  const noted = await lastUsed();
  expect(noted).not.toBeNull();
  await callWith(api.app, secret)('GET', '/session');
  expect(await lastUsed(), 'at most once a minute').toBe(noted);
});

test('a key does what its scopes say and nothing else', async () => {
  const { secret } = await createKey({ name: 'Reader', scopes: ['libraries:read'] });
  const call = callWith(api.app, secret);
  expect((await call('GET', '/libraries')).statusCode).toBe(200);
  expect((await call('GET', '/session')).json().scopes).toEqual(['libraries:read']);
  for (const [method, url] of [
    ['POST', '/libraries'],
    ['GET', '/api-keys'],
    ['POST', '/api-keys'],
  ] as const) {
    const reply = await call(method, url, { name: 'x' });
    expect(reply.statusCode).toBe(403);
    expect(reply.json()).toMatchObject({ code: 'forbidden', next_step: expect.stringContaining('scope') });
  }
});

test('a key cannot make a stronger key', async () => {
  const { secret } = await createKey({ name: 'Keeper', scopes: ['keys:manage'] });
  const call = callWith(api.app, secret);
  const stronger = await call('POST', '/api-keys', { name: 'Stronger', scopes: ['libraries:write'] });
  expect(stronger.statusCode).toBe(403);
  const same = await call('POST', '/api-keys', { name: 'Same' });
  expect(same.json().scopes).toEqual(['keys:manage']);
});

test('a key that may less than its owner cannot make a link to all that its owner may', async () => {
  const { secret } = await createKey({ name: 'Inviter', scopes: ['members:manage'] });
  expect((await callWith(api.app, secret)('POST', '/sign-in-links')).statusCode).toBe(403);
  const whole = await ada.call('POST', '/sign-in-links');
  expect(whole.statusCode).toBe(201);
  const { token } = whole.json();
  const reply = await api.app.inject({ method: 'POST', url: '/api/v1/session', payload: { token } });
  expect(reply.json().user.id).toBe(ada.userId);
});

test('a key shrinks with its owner’s role', async () => {
  const owner = await api.signUp('frida');
  expect((await owner.call('POST', '/libraries', { name: 'x' })).statusCode).toBe(201);
  await changeRole(api.db, owner, 'viewer');
  expect((await owner.call('GET', '/libraries')).statusCode).toBe(200);
  expect((await owner.call('POST', '/libraries', { name: 'y' })).statusCode).toBe(403);
  expect((await owner.call('GET', '/session')).json()).toMatchObject({ role: 'viewer' });
});

test('a revoked key is refused at once', async () => {
  const { id, secret } = await createKey({ name: 'Lost' });
  expect((await ada.call('DELETE', `/api-keys/${id}`)).statusCode).toBe(204);
  expect((await callWith(api.app, secret)('GET', '/session')).statusCode).toBe(401);
  expect((await ada.call('DELETE', `/api-keys/${id}`)).statusCode).toBe(404);
});

test('an expired key is refused', async () => {
  const { id, secret } = await createKey({ name: 'Short', expires_at: '2999-01-01T00:00:00Z' });
  expect((await callWith(api.app, secret)('GET', '/session')).statusCode).toBe(200);
  const past = new Date(Date.now() - 1000);
  await withTransaction(api.db, ada, tx =>
    tx.updateTable('api_keys').set({ expires_at: past }).where('id', '=', id).execute(),
  );
  RememberedPrincipals.of(api.db).forget();
  expect((await callWith(api.app, secret)('GET', '/session')).statusCode).toBe(401);
});

test.each([
  ['an expiry in the past', { name: 'x', expires_at: '2001-01-01T00:00:00Z' }, 'body.expires_at'],
  ['an expiry that is no time', { name: 'x', expires_at: 'soon' }, 'body.expires_at'],
  ['a scope that does not exist', { name: 'x', scopes: ['libraries:raed'] }, 'body.scopes.0'],
  ['no scope at all', { name: 'x', scopes: [] }, 'body.scopes'],
])('%s is refused by name', async (_case, body, path) => {
  const reply = await ada.call('POST', '/api-keys', body);
  expect(reply.statusCode).toBe(400);
  expect(reply.json().errors[0].path).toBe(path);
});

test('two keys of one tenant have different names', async () => {
  await createKey({ name: 'Same name' });
  expect((await ada.call('POST', '/api-keys', { name: 'Same name' })).statusCode).toBe(409);
  await createKey({ name: 'Same name' }, await api.signUp('gail'));
});

test('the owner who left takes their keys along', async () => {
  const owner = await api.signUp('hugo');
  await withTransaction(api.db, owner, tx =>
    tx.deleteFrom('memberships').where('user_id', '=', owner.userId).execute(),
  );
  RememberedPrincipals.of(api.db).forget();
  expect((await owner.call('GET', '/session')).statusCode).toBe(401);
});

test.each(['', 'Bearer', 'Bearer x', 'Basic YTpi', 'Bearer qk_', `Bearer qk_${'0'.repeat(49)}`])(
  'the credential “%s” is refused with a challenge',
  async authorization => {
    const reply = await api.app.inject({ url: '/api/v1/session', headers: { authorization } });
    expect(reply.statusCode).toBe(401);
    expect(reply.headers['www-authenticate']).toContain('Bearer');
    expect(reply.json().code).toBe('unauthenticated');
  },
);

test('strangers are turned away before their body is read', async () => {
  const reply = await api.app.inject({
    method: 'POST',
    url: '/api/v1/libraries',
    payload: '{"name":',
    headers: { 'content-type': 'application/json' },
  });
  expect(reply.statusCode).toBe(401);
});

test('scopes given by code cannot exceed the role either', async () => {
  const viewer = await api.signUp('iris', 'viewer');
  await expect(
    createApiKey(api.db, { ...viewer, name: 'Too strong', scopes: ['keys:manage'] }),
  ).rejects.toMatchObject({ status: 403 });
});
