import { once } from 'node:events';
import { connect } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { pino } from 'pino';
import { expect, onTestFinished, test, vi } from 'vitest';
import { createHttpServer } from './create-http-server.ts';

const open = { config: { public: true } } as const;

async function openServer() {
  const app = await createHttpServer({
    logger: pino({ level: 'silent' }),
    cursorSecret: 'secret',
    version: '0.0.0',
    patience: { everyMs: 50, minBytes: 1_000, intervals: 4 },
  });
  onTestFinished(() => app.close());
  app.post('/taken', open, async () => 'taken');
  app.get('/thinking', open, async () => {
    const endMs = performance.now() + 600;
    await vi.waitUntil(() => performance.now() > endMs);
    return 'thought';
  });
  app.get('/endless', open, async () => Buffer.alloc(64 * 1024 ** 2));
  await app.listen({ host: '127.0.0.1', port: 0 });
  const accepted = once(app.server, 'connection').then(([connection]) => connection as Socket);
  return { accepted, socket: connect((app.server.address() as AddressInfo).port, '127.0.0.1') };
}

const head = (bytes: number): string =>
  `POST /taken HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: ${bytes}\r\n\r\n`;

test('a body that trickles is ended with 408', async () => {
  const { socket } = await openServer();
  socket.write(head(100_000));
  const trickle = setInterval(() => socket.write(' '), 20);
  socket.on('error', () => {});
  const heard = await text(socket).finally(() => clearInterval(trickle));
  expect(heard).toMatch(/^HTTP\/1\.1 408 [^]*"code":"too-slow"/);
});

test('a reply that nobody takes is ended', async () => {
  const { socket, accepted } = await openServer();
  socket.pause();
  socket.on('error', () => {});
  socket.write('GET /endless HTTP/1.1\r\nHost: a\r\n\r\n');
  const connection = await accepted;
  await vi.waitUntil(() => connection.writableLength > 0);
  await once(connection, 'close');
  socket.destroy();
  expect(connection.bytesWritten).toBeGreaterThan(0);
});

test('a client that waits for an answer is not slow', async () => {
  const { socket } = await openServer();
  socket.write('GET /thinking HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n');
  expect(await text(socket)).toContain('thought');
});
