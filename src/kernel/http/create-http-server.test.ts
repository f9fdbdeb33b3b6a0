import type { AddressInfo } from 'node:net';
import { connect } from 'node:net';
import { once } from 'node:events';
import multipart from '@fastify/multipart';
import { pino } from 'pino';
import { expect, onTestFinished, test, vi } from 'vitest';
import { z } from 'zod';
import { AppError } from '../errors/app-error.ts';
import { createHttpServer } from './create-http-server.ts';
import type { HttpApp } from './http-app.ts';
import { pathId } from './path-id.ts';

const open = { config: { public: true } } as const;

async function createApp(lines: string[] = []): Promise<HttpApp> {
  const logger = pino({ level: 'debug' }, { write: (line: string) => void lines.push(line) });
  const app = await createHttpServer({ logger, cursorSecret: 'secret', version: '1.2.3' });
  onTestFinished(() => app.close());
  return app;
}

const thingId = '01a201f4-4b54-7783-9713-9ee0c7e4689c';

async function createThings(lines?: string[]): Promise<HttpApp> {
  const app = await createApp(lines);
  const params = z.object({ thing_id: pathId('thing') });
  const body = z.strictObject({ name: z.string().min(2), size: z.object({ width: z.int() }).optional() });
  app.post('/api/v1/things/:thing_id', { ...open, schema: { params, body } }, async () => ({ ok: true }));
  return app;
}

const post = (app: HttpApp, id: string, payload: unknown, type = 'application/json') =>
  app.inject({
    method: 'POST',
    url: `/api/v1/things/${id}`,
    payload: typeof payload === 'string' ? payload : JSON.stringify(payload),
    headers: { 'content-type': type },
  });

test('a route that does not say who may call it keeps the server from starting', async () => {
  const app = await createApp();
  app.get('/forgotten', async () => 'hello');
  await expect(app.ready()).rejects.toThrow('GET /forgotten');
});

test('every faulty field is named', async () => {
  const reply = await post(await createThings(), thingId, { name: 'x', size: { width: 1.5 }, colour: 'red' });
  expect(reply.statusCode).toBe(400);
  expect(reply.headers['content-type']).toContain('application/problem+json');
  expect(reply.json()).toMatchObject({ code: 'invalid-input', status: 400, title: 'Bad Request' });
  expect(reply.json().errors.map((each: { path: string }) => each.path)).toEqual([
    'body.name',
    'body.size.width',
    'body',
  ]);
});

test.each(['abc', '0', `${thingId}0`, '%20', "';--"])(
  'the malformed id %s is answered like a missing one',
  async id => {
    const reply = await post(await createThings(), encodeURIComponent(id), { name: 'fine' });
    expect(reply.statusCode).toBe(404);
    expect(reply.json()).toMatchObject({ code: 'not-found', detail: 'There is no such thing.' });
  },
);

test.each([
  ['{"name":', 'application/json', 400, 'invalid-json'],
  ['', 'application/json', 400, 'invalid-json'],
  ['{"__proto__":{"a":1},"name":"fine"}', 'application/json', 400, 'invalid-json'],
  ['name=fine', 'application/x-www-form-urlencoded', 415, 'unsupported-media-type'],
  [`{"name":"${'x'.repeat(1_100_000)}"}`, 'application/json', 413, 'body-too-large'],
])('the body %.20s of type %s is refused with %i %s', async (payload, type, status, code) => {
  const reply = await post(await createThings(), thingId, payload, type);
  expect(reply.statusCode).toBe(status);
  expect(reply.json().code).toBe(code);
});

test.each([
  ['multipart/form-data', 'x'],
  ['multipart/form-data; boundary=x', '--x\r\nbroken'],
  [
    'multipart/form-data; boundary=x',
    '--x\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\nhalf',
  ],
])('a broken form (%s, %j) is the fault of who sent it', async (type, payload) => {
  const app = await createApp();
  await app.register(multipart);
  app.post('/form', open, async request => {
    for await (const part of request.parts()) if (part.type === 'file') await part.toBuffer();
    return 'ok';
  });
  const reply = await app.inject({
    method: 'POST',
    url: '/form',
    payload,
    headers: { 'content-type': type },
  });
  expect(reply.statusCode).toBe(400);
  expect(reply.json().code).toBe('invalid-form');
});

test('what nobody foresaw is logged and stays inside', async () => {
  const lines: string[] = [];
  const app = await createApp(lines);
  app.get('/boom', open, async () => {
    throw Object.assign(new Error('duplicate key (name)=(Secret plan)'), {
      code: '23505',
      detail: 'Secret plan',
    });
  });
  const reply = await app.inject('/boom');
  expect(reply.statusCode).toBe(500);
  expect(reply.json().code).toBe('internal');
  expect(reply.body).not.toContain('Secret');
  expect(reply.body).not.toContain('duplicate');
  const logged = lines.find(line => line.includes('duplicate key'));
  expect(logged).toContain(reply.json().request_id);
});

test.each(['57014', '55P03', '53300', '08006', '57P01', 'ECONNREFUSED'])(
  'a database that fails with %s is busy, not broken',
  async code => {
    const app = await createApp();
    app.get('/boom', open, async () => {
      throw Object.assign(new Error('internals'), { code });
    });
    const reply = await app.inject('/boom');
    expect(reply.statusCode).toBe(503);
    expect(reply.headers['retry-after']).toBe('1');
    expect(reply.body).not.toContain('internals');
  },
);

test('what an error says to people is sent whole, its cause is not', async () => {
  const app = await createApp();
  app.get('/full', open, async () => {
    const cause = new Error('inside');
    const details = { limit: 3, used: 3 };
    const headers = { 'retry-after': '7' };
    throw new AppError('No room.', {
      code: 'full',
      status: 402,
      nextStep: 'Make room.',
      details,
      headers,
      cause,
    });
  });
  const reply = await app.inject('/full');
  expect(reply.headers['retry-after']).toBe('7');
  expect(reply.json()).toEqual({
    type: 'urn:quarry:problem:full',
    title: 'Payment Required',
    status: 402,
    code: 'full',
    detail: 'No room.',
    next_step: 'Make room.',
    limit: 3,
    used: 3,
    request_id: reply.headers['x-request-id'],
  });
});

test('a reply that breaks its own promise is our error, not the text of the check', async () => {
  const app = await createApp();
  const schema = { response: { 200: z.object({ secret: z.number() }) } };
  app.get('/wrong', { ...open, schema }, async () => ({ secret: 'text' }) as never);
  const reply = await app.inject('/wrong');
  expect(reply.statusCode).toBe(500);
  expect(reply.body).not.toContain('secret');
});

test('the request id is in the reply, the problem and the log', async () => {
  const lines: string[] = [];
  const app = await createApp(lines);
  const reply = await app.inject({ url: '/api/v1/nothing', headers: { 'x-request-id': 'trace-12345' } });
  expect(reply.headers['x-request-id']).toBe('trace-12345');
  expect(reply.json()).toMatchObject({ status: 404, request_id: 'trace-12345' });
  expect(lines.some(line => line.includes('"request_id":"trace-12345"'))).toBe(true);
});

test('addresses with query strings are not logged', async () => {
  const lines: string[] = [];
  const app = await createApp(lines);
  app.get('/find', open, async () => 'ok');
  await app.inject('/find?q=private');
  expect(lines.join()).toContain('/find');
  expect(lines.join()).not.toContain('private');
});

test.each(['/%zz', `/api/v1/things/${'x'.repeat(600)}`])(
  'the odd path %.20s gets a problem too',
  async url => {
    const reply = await (await createThings()).inject({ method: 'POST', url, payload: {} });
    expect(reply.statusCode).toBeGreaterThanOrEqual(400);
    expect(reply.statusCode).toBeLessThan(500);
    expect(reply.json().request_id).toBe(reply.headers['x-request-id']);
  },
);

test('pages may run no foreign and no inline script', async () => {
  const policy = (await (await createApp()).inject('/api/docs')).headers['content-security-policy'];
  expect(policy).toContain("script-src 'self';");
  expect(policy).toContain("frame-ancestors 'none'");
  expect(policy).not.toContain('unsafe-eval');
});

test('the API describes itself: schemas, permissions, problems', async () => {
  const app = await createThings();
  app.get('/api/v1/guarded', { config: { permission: 'things:read' } }, async () => 'ok');
  const reply = await app.inject('/api/openapi.json');
  const description = reply.json();
  expect(description).toMatchObject({ openapi: '3.1.0', info: { version: '1.2.3' } });
  const operation = description.paths['/api/v1/things/{thing_id}'].post;
  expect(operation.security).toEqual([]);
  expect(operation.requestBody.content['application/json'].schema.required).toEqual(['name']);
  expect(operation.responses.default.content['application/problem+json'].schema.$ref).toBe(
    '#/components/schemas/Problem',
  );
  expect(description.components.schemas.Problem.required).toContain('request_id');
  expect(JSON.stringify(description.paths)).not.toContain('/api/docs');
});

test('closing waits for what is being answered', async () => {
  const app = await createApp();
  const { promise: started, resolve: start } = Promise.withResolvers<void>();
  const { promise: released, resolve: release } = Promise.withResolvers<void>();
  app.get('/slow', open, async () => {
    start();
    await released;
    return 'finished';
  });
  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  const answer = fetch(`${url}/slow`);
  await started;
  const closed = app.close();
  release();
  expect(await (await answer).text()).toBe('finished');
  await closed;
  await expect(fetch(`${url}/slow`)).rejects.toThrow('fetch failed');
});

test('a client that goes in the middle of its body is no error of ours', async () => {
  const lines: string[] = [];
  const app = await createApp(lines);
  app.post('/take', open, async () => 'ok');
  await app.listen({ host: '127.0.0.1', port: 0 });
  const client = connect((app.server.address() as AddressInfo).port, '127.0.0.1');
  await once(client, 'connect');
  client.write(
    'POST /take HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 99\r\n\r\n{"half',
  );
  await once(app.server, 'request');
  client.destroy();
  await vi.waitFor(() => expect(lines.join()).toContain('"complete":false'));
  expect(lines.filter(line => line.includes('"level":50'))).toEqual([]);
});

test('what is not HTTP is told so', async () => {
  const app = await createApp();
  await app.listen({ host: '127.0.0.1', port: 0 });
  const client = connect((app.server.address() as AddressInfo).port, '127.0.0.1').setEncoding('utf8');
  client.write('this is no http\r\n\r\n');
  const text = (await Array.fromAsync(client as AsyncIterable<string>)).join('');
  expect(text).toMatch(/^HTTP\/1\.1 400 Bad Request\r\nContent-Type: application\/problem\+json/);
});
