import { expect, onTestFinished, test, vi } from 'vitest';
import { registerAuth } from '#auth/register-auth.ts';
import { sessionRoutes } from '#auth/sessions/routes.ts';
import { apiKeyRoutes } from '#auth/api-keys/routes.ts';
import { createHttpServer } from '#kernel/http/create-http-server.ts';
import { pino } from 'pino';
import { openTestStore } from '#tests/support/create-test-store.ts';
import { signUp } from '#tests/support/open-test-api.ts';

async function openLimitedApi(limits: { requestsPerSecond: number; maxRequests: number }) {
  const { db, ...store } = await openTestStore();
  onTestFinished(() => store[Symbol.asyncDispose]());
  const logger = pino({ level: 'silent' });
  const app = await createHttpServer({ logger, cursorSecret: 'secret', version: '0.0.0' });
  onTestFinished(() => app.close());
  await registerAuth(app, { db, limits });
  const { promise: released, resolve: release } = Promise.withResolvers<void>();
  await app.register(
    async api => {
      sessionRoutes(api, { db });
      apiKeyRoutes(api, { db });
      api.get('/slow', { config: { permission: 'self' } }, async () => released);
    },
    { prefix: '/api/v1' },
  );
  return { app, db, release };
}

test('a tenant that sends too much is told when to come back, and the others do not notice', async () => {
  const { app, db } = await openLimitedApi({ requestsPerSecond: 1, maxRequests: 100 });
  const [greedy, modest] = [await signUp(app, db, 'greedy'), await signUp(app, db, 'modest')];
  const replies = await Promise.all(Array.from({ length: 10 }, () => greedy.call('GET', '/session')));
  const refused = replies.filter(reply => reply.statusCode === 429);
  expect(refused.length).toBeGreaterThan(0);
  expect(replies.filter(reply => reply.statusCode === 200).length).toBeGreaterThanOrEqual(4);
  expect(refused[0]!.json().code).toBe('too-many-requests');
  expect(refused[0]!.headers).toMatchObject({
    'retry-after': '1',
    ratelimit: '"tenant";r=0;t=1',
    'ratelimit-policy': '"tenant";q=4;w=4',
  });
  expect((await modest.call('GET', '/session')).statusCode).toBe(200);
});

test('a tenant that has too much under way waits for its own requests', async () => {
  const { app, db, release } = await openLimitedApi({ requestsPerSecond: 1_000, maxRequests: 3 });
  const [greedy, modest] = [await signUp(app, db, 'greedy'), await signUp(app, db, 'modest')];
  let through = 0;
  const all = Array.from({ length: 5 }, () => greedy.call('GET', '/slow').finally(() => (through += 1)));
  // Refused ones are through while the others still wait.
  await vi.waitUntil(() => through === 2, { timeout: 30_000 });
  expect((await modest.call('GET', '/session')).statusCode).toBe(200);
  release();
  const statuses = (await Promise.all(all)).map(reply => reply.statusCode).sort((a, b) => a - b);
  expect(statuses).toEqual([200, 200, 200, 429, 429]);
  expect((await greedy.call('GET', '/session')).statusCode).toBe(200);
});

test.each([
  ['keys', { authorization: `Bearer qk_${'0'.repeat(48)}` }, 'GET' as const],
  ['sign-in links', {}, 'POST' as const],
])('whoever guesses %s is soon refused unread, and others are not', async (_what, headers, method) => {
  const { app, db } = await openLimitedApi({ requestsPerSecond: 1_000, maxRequests: 100 });
  const guess = (remoteAddress: string) =>
    app.inject({
      method,
      url: '/api/v1/session',
      headers,
      remoteAddress,
      ...(method === 'POST' && { payload: { token: 'made-up-token-that-is-long-enough-0000000000' } }),
    });
  const statuses: number[] = [];
  for (let n = 0; n < 40; n++) statuses.push((await guess('198.51.100.7')).statusCode);
  expect(statuses.slice(0, 30).every(status => status === 401)).toBe(true);
  expect(statuses.at(-1)).toBe(429);
  expect((await guess('198.51.100.8')).statusCode).toBe(401);
  expect((await (await signUp(app, db, 'known')).call('GET', '/session')).statusCode).toBe(200);
});
