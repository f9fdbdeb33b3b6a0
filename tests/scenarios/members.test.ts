import { afterAll, beforeAll, expect, test } from 'vitest';
import { memberRoutes } from '#auth/members/routes.ts';
import { openTestApi } from '#tests/support/open-test-api.ts';
import type { TestApi, TestUser } from '#tests/support/open-test-api.ts';

let api: TestApi;
let ada: TestUser;

beforeAll(async () => {
  api = await openTestApi((app, { db }) => memberRoutes(app, { db }));
  ada = await api.signUp('ada');
});

afterAll(() => api[Symbol.asyncDispose]());

interface Member {
  id: string;
  email: string;
  token: string;
}

const invite = async (email: string, role = 'member') =>
  (await ada.call('POST', '/members', { email, role })).json<Member>();

const signIn = (token: string) =>
  api.app.inject({ method: 'POST', url: '/api/v1/session', payload: { token } });

const list = async () => (await ada.call('GET', '/members')).json<{ items: Member[] }>().items;

test('who is invited signs in by the link, with the role that was given', async () => {
  const { token } = await invite('Grace@Example.test', 'viewer');
  expect((await signIn(token)).json()).toMatchObject({
    role: 'viewer',
    user: { email: 'grace@example.test' },
  });
  expect((await list()).map(each => each.email)).toContain('grace@example.test');
});

test('an address has one member', async () => {
  await invite('twice@example.test');
  const again = await ada.call('POST', '/members', { email: 'twice@example.test' });
  expect(again.json()).toMatchObject({ status: 409, code: 'name-taken' });
});

test('who was removed is out at once, and may be invited again', async () => {
  const { id, token } = await invite('leaves@example.test');
  const cookie = String((await signIn(token)).headers['set-cookie']).split(';')[0]!;
  const ask = () => api.app.inject({ url: '/api/v1/session', headers: { cookie } });
  expect((await ask()).statusCode).toBe(200);
  expect((await ada.call('DELETE', `/members/${id}`)).statusCode).toBe(204);
  expect((await ask()).statusCode).toBe(401);
  expect((await ada.call('DELETE', `/members/${id}`)).statusCode).toBe(404);
  expect((await invite('leaves@example.test')).id).toBe(id);
});

test('a changed role holds from the next request on', async () => {
  const { id, token } = await invite('rises@example.test');
  const cookie = String((await signIn(token)).headers['set-cookie']).split(';')[0]!;
  const ask = () => api.app.inject({ url: '/api/v1/members', headers: { cookie } });
  expect((await ask()).statusCode).toBe(403);
  await ada.call('PATCH', `/members/${id}`, { role: 'owner' });
  expect((await ask()).statusCode).toBe(200);
  await ada.call('PATCH', `/members/${id}`, { role: 'viewer' });
});

test('the last owner can neither leave nor step down', async () => {
  for (const [method, body] of [['DELETE'], ['PATCH', { role: 'member' }]] as const)
    expect((await ada.call(method, `/members/${ada.userId}`, body)).json()).toMatchObject({ status: 409 });
});

test('a new link is made for a member who lost theirs', async () => {
  const { id } = await invite('lost@example.test');
  const reply = await ada.call('POST', `/members/${id}/sign-in-links`);
  expect((await signIn(reply.json<{ token: string }>().token)).statusCode).toBe(200);
});

test('members are for owners to see', async () => {
  const eve = await api.signUp('eve', 'member');
  expect((await eve.call('GET', '/members')).statusCode).toBe(403);
});
