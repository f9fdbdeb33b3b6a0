import type { AddressInfo } from 'node:net';
import { connect } from 'node:net';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { pino } from 'pino';
import { expect, onTestFinished, test } from 'vitest';
import { createHttpServer } from './create-http-server.ts';
import type { HttpApp } from './http-app.ts';

const open = { config: { public: true } } as const;
const KiB = 1024;

async function openServer(): Promise<HttpApp> {
  const app = await createHttpServer({
    logger: pino({ level: 'silent' }),
    cursorSecret: 'secret',
    version: '0.0.0',
  });
  onTestFinished(() => app.close());
  app.post('/parsed', open, async () => 'taken');
  await app.register(async raw => {
    raw.removeAllContentTypeParsers();
    raw.addContentTypeParser('*', (_request, payload, done) => done(null, payload));
    // Looks at the first bytes as a refusing library does, and leaves the rest where it is.
    raw.post('/left', { ...open, bodyLimit: 64 * 1024 * KiB }, async (request, reply) => {
      await Readable.toWeb(request.body as Readable)
        .getReader()
        .read();
      return reply.code(412).send('refused');
    });
  });
  app.get('/next', open, async () => 'the next reply');
  return app;
}

/** What one connection says to a request with this body and to the one behind it. */
async function sendThenAsk(path: string, bytes: number): Promise<string> {
  const app = await openServer();
  await app.listen({ host: '127.0.0.1', port: 0 });
  const socket = connect((app.server.address() as AddressInfo).port, '127.0.0.1');
  const head = `POST ${path} HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: ${bytes}`;
  socket.write(`${head}\r\n\r\n${' '.repeat(bytes)}`);
  socket.write('GET /next HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n');
  return text(socket);
}

test.each([
  ['a route that left the body unread', '/left', 412],
  ['a body over the limit', '/parsed', 413],
  ['a body for no route at all', '/next', 413],
])('the connection still answers after %s', async (_what, path, status) => {
  const heard = await sendThenAsk(path, 1500 * KiB);
  expect(heard).toContain(`HTTP/1.1 ${status} `);
  expect(heard).toContain('the next reply');
});

test('a server that will not read a long body says that it closes', async () => {
  const app = await openServer();
  const reply = await app.inject({
    method: 'POST',
    url: '/parsed',
    payload: ' '.repeat(8000 * KiB),
    headers: { 'content-type': 'application/json' },
  });
  expect(reply.statusCode).toBe(413);
  expect(reply.headers['connection']).toBe('close');
});
