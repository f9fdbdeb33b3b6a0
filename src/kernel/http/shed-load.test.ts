import { pino } from 'pino';
import { expect, onTestFinished, test, vi } from 'vitest';
import { createHttpServer } from './create-http-server.ts';
import { sendEvents } from './send-events.ts';

const open = { config: { public: true } } as const;

async function openServer(maxRequests: number, maxLagMs = 60_000, ask?: () => Promise<unknown>) {
  const app = await createHttpServer({
    logger: pino({ level: 'silent' }),
    cursorSecret: 'secret',
    version: '0.0.0',
    load: { maxRequests, maxLagMs, maxWaitMs: 250, ask },
  });
  onTestFinished(() => app.close());
  const { promise: released, resolve: release } = Promise.withResolvers<void>();
  let held = 0;
  app.get('/slow', open, async () => {
    held += 1;
    await released;
    return 'done';
  });
  app.get('/quick', open, async () => 'quick');
  app.get('/watch', { config: { public: true, urgent: true } }, async () => 'alive');
  app.get('/events', open, (request, reply) => sendEvents(request, reply, { events: never }));
  return { app, release, held: () => held };
}

async function* never(signal: AbortSignal) {
  await new Promise(resolve => signal.addEventListener('abort', resolve));
  yield* [];
}

test('a full house refuses at once, says when to come back, and takes all that it let in to the end', async () => {
  const { app, release, held } = await openServer(2);
  const letIn = [app.inject('/slow'), app.inject('/slow')];
  await vi.waitUntil(() => held() === 2);
  const refused = await app.inject('/quick');
  expect(refused.statusCode).toBe(503);
  expect(refused.json().code).toBe('overloaded');
  expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
  release();
  expect((await Promise.all(letIn)).map(reply => reply.statusCode)).toEqual([200, 200]);
  expect((await app.inject('/quick')).statusCode).toBe(200);
});

test('who watches the server is answered while others are refused', async () => {
  const { app, release, held } = await openServer(1);
  const letIn = app.inject('/slow');
  await vi.waitUntil(() => held() === 1);
  expect((await app.inject('/watch')).statusCode).toBe(200);
  release();
  await letIn;
});

test('open event streams leave room for requests', async () => {
  const { app } = await openServer(1);
  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  const streams = await Promise.all([fetch(`${url}/events`), fetch(`${url}/events`)]);
  expect(streams.map(reply => reply.status)).toEqual([200, 200]);
  expect((await fetch(`${url}/quick`)).status).toBe(200);
});

test('a loop that lags again and again refuses, one that stalled once does not', async () => {
  const { app } = await openServer(100, 50);
  const stall = (ms: number): void => {
    const endMs = performance.now() + ms;
    while (performance.now() < endMs);
  };
  stall(400);
  expect((await app.inject('/quick')).statusCode).toBe(200);
  const refused = await vi.waitUntil(async () => {
    stall(200);
    const reply = await app.inject('/quick');
    return reply.statusCode === 503 && reply;
  });
  expect(refused.json().code).toBe('overloaded');
});

test('many who wait too long are a full house, few are not', async () => {
  const { promise: answered, resolve: answer } = Promise.withResolvers<void>();
  let asked = 0;
  const ask = (): Promise<void> => (asked++ === 0 ? answered : Promise.resolve());
  const { app, release, held } = await openServer(1_000, 60_000, ask);
  const letIn = Array.from({ length: 31 }, () => app.inject('/slow'));
  await vi.waitUntil(() => asked === 1);
  // Long enough out for anyone; but they are few.
  await vi.waitUntil(() => held() === 31);
  const beganMs = performance.now();
  await vi.waitUntil(() => performance.now() - beganMs > 400, { timeout: 5_000 });
  expect((await app.inject('/quick')).statusCode).toBe(200);
  letIn.push(app.inject('/slow'));
  await vi.waitUntil(() => held() === 32);
  expect((await app.inject('/quick')).statusCode).toBe(503);
  answer();
  await vi.waitUntil(async () => (await app.inject('/quick')).statusCode === 200);
  release();
  expect(new Set((await Promise.all(letIn)).map(reply => reply.statusCode))).toEqual(new Set([200]));
});

test('on a socket a refusal costs next to nothing, and the connection goes on', async () => {
  const { app, release, held } = await openServer(1);
  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  const letIn = fetch(`${url}/slow`);
  await vi.waitUntil(() => held() === 1);
  const body = JSON.stringify({ text: 'x'.repeat(200_000) });
  const refused = await fetch(`${url}/quick`, { method: 'POST', body });
  expect(refused.status).toBe(503);
  expect(refused.headers.get('content-type')).toBe('application/problem+json');
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
  expect(await refused.json()).toMatchObject({
    code: 'overloaded',
    request_id: refused.headers.get('x-request-id'),
  });
  expect((await fetch(`${url}/watch?all`)).status).toBe(200);
  release();
  expect((await letIn).status).toBe(200);
  await vi.waitUntil(async () => (await fetch(`${url}/quick`)).status === 200);
});
