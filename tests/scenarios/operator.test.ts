import { afterAll, beforeAll, expect, test } from 'vitest';
import { createApiKey } from '#auth/api-keys/create-api-key.ts';
import { operatorPermissions } from '#auth/permissions.ts';
import { createId } from '#kernel/ids.ts';
import { planRoutes } from '#usage/plans/routes.ts';
import { usageRoutes } from '#usage/records/routes.ts';
import { callWith, openTestApi } from '#tests/support/open-test-api.ts';
import type { TestApi, TestUser } from '#tests/support/open-test-api.ts';

let api: TestApi;
let owner: TestUser;
let operator: TestUser['call'];

beforeAll(async () => {
  api = await openTestApi((app, { db }) => {
    planRoutes(app, { db });
    usageRoutes(app, { db });
  });
  owner = await api.signUp('owner');
  const { tenantId, userId } = await api.signUp('operating');
  const key = await createApiKey(api.db, { tenantId, userId, name: 'cli', operator: operatorPermissions });
  operator = callWith(api.app, key.secret);
});
afterAll(() => api[Symbol.asyncDispose]());

const plan = { id: 'team', name: 'Team', limits: { credits: 7_000_000, pages: 200 } };

test('an operator adds a plan and puts a tenant on it, whose limits hold at once', async () => {
  const added = await operator('POST', '/plans', plan);
  expect([added.statusCode, added.json()]).toEqual([
    201,
    { ...plan, period: 'month', created_at: expect.any(String) },
  ]);
  expect((await operator('POST', '/plans', plan)).statusCode).toBe(409);
  const { items } = (await operator('GET', '/plans')).json<{ items: { id: string }[] }>();
  expect(items.map(each => each.id)).toEqual(['free', 'local', 'team']);
  const put = { tenant_id: owner.tenantId, plan: 'team' };
  for (let time = 0; time < 2; time++) {
    expect((await operator('PUT', '/subscriptions', put)).statusCode).toBe(204);
  }
  expect((await owner.call('GET', '/plan')).json()).toMatchObject({ id: 'team', limits: plan.limits });
  const { meters } = (await owner.call('GET', '/usage')).json<{
    meters: { meter: string; limit: number }[];
  }>();
  expect(meters.find(each => each.meter === 'credits')!.limit).toBe(7_000_000);
});

test('an operator sees every tenant with its plan, page by page', async () => {
  const seen: unknown[] = [];
  let cursor: string | null = '';
  while (cursor !== null) {
    const page = await operator('GET', `/subscriptions?limit=1${cursor && `&cursor=${cursor}`}`);
    const { items, next_cursor } = page.json<{ items: unknown[]; next_cursor: string | null }>();
    seen.push(...items);
    cursor = next_cursor;
  }
  expect(seen).toHaveLength(2);
  expect(seen).toContainEqual({
    tenant_id: owner.tenantId,
    tenant_name: 'owner',
    plan: 'team',
    since: expect.any(String),
  });
});

test('an unknown plan or tenant is named as missing, and nothing changes', async () => {
  const missing = [
    { tenant_id: owner.tenantId, plan: 'gold' },
    { tenant_id: createId(), plan: 'team' },
  ];
  for (const body of missing) {
    expect((await operator('PUT', '/subscriptions', body)).statusCode).toBe(404);
  }
  expect((await owner.call('GET', '/plan')).json()).toMatchObject({ id: 'team' });
});

test('an owner is no operator, and cannot make a key that is', async () => {
  const attempts: [string, string, object?][] = [
    ['GET', '/plans'],
    ['POST', '/plans', { ...plan, id: 'mine' }],
    ['GET', '/subscriptions'],
    ['PUT', '/subscriptions', { tenant_id: owner.tenantId, plan: 'local' }],
  ];
  for (const [method, route, body] of attempts) {
    expect([route, (await owner.call(method, route, body)).statusCode]).toEqual([route, 403]);
  }
  const key = { name: 'strong', scopes: ['plans:manage'] };
  expect((await owner.call('POST', '/api-keys', key)).statusCode).toBe(403);
});

test('an operator makes keys that may nothing else, and by default none that is an operator', async () => {
  const made = (await operator('POST', '/api-keys', { name: 'billing', scopes: ['plans:manage'] })).json<{
    secret: string;
  }>();
  const billing = callWith(api.app, made.secret);
  expect((await billing('GET', '/plans')).statusCode).toBe(200);
  expect((await billing('GET', '/usage')).statusCode).toBe(403);
  const usual = (await operator('POST', '/api-keys', { name: 'usual' })).json<{ scopes: string[] }>();
  expect(usual.scopes).not.toContain('plans:manage');
  expect(usual.scopes).toContain('keys:manage');
});
