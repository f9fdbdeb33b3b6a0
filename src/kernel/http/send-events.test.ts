import { once } from 'node:events';
import { get } from 'node:http';
import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pino } from 'pino';
import { expect, onTestFinished, test, vi } from 'vitest';
import { StateConflict } from '../errors/common-errors.ts';
import { createHttpServer } from './create-http-server.ts';
import type { ServerEvent } from './event-stream.ts';
import type { HttpApp } from './http-app.ts';
import { sendEvents } from './send-events.ts';
import type { SendEventsOptions } from './send-events.ts';

/** A server with one stream; `log` is what it logged at warn or above. */
async function serve(options: SendEventsOptions) {
  const log: string[] = [];
  const logger = pino({ level: 'warn' }, { write: (line: string) => void log.push(line) });
  const app = await createHttpServer({ logger, cursorSecret: 'secret', version: '1' });
  onTestFinished(() => app.close());
  app.get('/events', { config: { public: true } }, (request, reply) => sendEvents(request, reply, options));
  await app.listen({ host: '127.0.0.1', port: 0 });
  return { app, log };
}

async function connect(app: HttpApp): Promise<IncomingMessage> {
  const { port } = app.server.address() as AddressInfo;
  const request = get({ host: '127.0.0.1', port, path: '/events', agent: false });
  request.on('error', () => {});
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  return response.setEncoding('utf8');
}

async function readAll(response: IncomingMessage): Promise<string> {
  return (await Array.fromAsync(response as AsyncIterable<string>)).join('');
}

async function* endless(signal: AbortSignal, onReturn = () => {}): AsyncGenerator<ServerEvent> {
  try {
    yield { id: 1, event: 'first', data: 1 };
    await once(signal, 'abort');
  } finally {
    onReturn();
  }
}

async function* list(...events: ServerEvent[]): AsyncGenerator<ServerEvent> {
  yield* events;
}

test('events arrive in order, with their ids, and the stream ends with its source', async () => {
  const { app } = await serve({
    events: list({ id: 1, event: 'a', data: { text: 'two\nlines' } }, { event: 'done', data: null }),
  });
  const response = await connect(app);
  expect(response.headers).toMatchObject({
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-cache, no-transform',
    'x-accel-buffering': 'no',
    'x-request-id': expect.any(String),
  });
  expect(await readAll(response)).toBe(
    'id: 1\nevent: a\ndata: {"text":"two\\nlines"}\n\nevent: done\ndata: null\n\n',
  );
  await vi.waitFor(() => expect(app.eventStreams.count).toBe(0));
});

test('a quiet stream says that it is still there', async () => {
  const { app } = await serve({ heartbeatMs: 5, events: endless });
  const response = await connect(app);
  let text = '';
  for await (const chunk of response) if ((text += chunk as string).includes(': still here\n\n')) break;
  expect(text).toMatch(/^id: 1\nevent: first/);
});

test('a client that goes is noticed once, its source ends, and nobody logs an error', async () => {
  const onClientGone = vi.fn<() => void>();
  const onReturn = vi.fn<() => void>();
  const { app, log } = await serve({ onClientGone, events: signal => endless(signal, onReturn) });
  const response = await connect(app);
  await once(response, 'data');
  expect(onClientGone).not.toHaveBeenCalled();
  response.destroy();
  await vi.waitFor(() => expect(onReturn).toHaveBeenCalledOnce());
  await vi.waitFor(() => expect(app.eventStreams.count).toBe(0));
  expect(onClientGone).toHaveBeenCalledOnce();
  expect(log).toEqual([]);
});

test('a stream that was read to its end is not a client that went', async () => {
  const onClientGone = vi.fn<() => void>();
  const { app } = await serve({ onClientGone, events: list({ event: 'done', data: 1 }) });
  const response = await connect(app);
  await readAll(response);
  await vi.waitFor(() => expect(app.eventStreams.count).toBe(0));
  expect(onClientGone).not.toHaveBeenCalled();
});

test('a source that waits for ever is let go when the client is', async () => {
  const onClientGone = vi.fn<() => void>();
  const deaf: AsyncIterable<ServerEvent> = {
    [Symbol.asyncIterator]: () => ({ next: () => new Promise<never>(() => {}) }),
  };
  const { app } = await serve({ onClientGone, events: deaf });
  (await connect(app)).destroy();
  await vi.waitFor(() => expect(app.eventStreams.count).toBe(0));
  expect(onClientGone).toHaveBeenCalledOnce();
});

test('a reader that stops reading stops the source', async () => {
  let made = 0;
  async function* firehose(): AsyncGenerator<ServerEvent> {
    for (;;) yield { id: ++made, event: 'drop', data: 'x'.repeat(65_536) };
  }
  const { app } = await serve({ events: firehose() });
  const response = await connect(app);
  await once(response, 'readable');
  // Socket buffers fill, then it stands still: the same count in two looks that lie many turns apart.
  let before = -1;
  await vi.waitFor(
    () => {
      const same = made === before;
      before = made;
      expect(same).toBe(true);
    },
    { interval: 200, timeout: 20_000 },
  );
  expect(made).toBeLessThan(2_000);
  const stoodAt = made;
  response.resume();
  await vi.waitFor(() => expect(made).toBeGreaterThan(stoodAt));
  response.destroy();
});

test('a source that fails says so as an event, without its inside', async () => {
  async function* failing(): AsyncGenerator<ServerEvent> {
    yield { event: 'first', data: 1 };
    throw new Error('password is 1234');
  }
  const { app, log } = await serve({ events: failing() });
  const text = await readAll(await connect(app));
  expect(text).toContain('event: error\ndata: {"type":"error","code":"internal"');
  expect(text).not.toContain('1234');
  expect(log.join()).toContain('1234');
});

test('what a source says to people reaches them', async () => {
  async function* refusing(): AsyncGenerator<ServerEvent> {
    yield await Promise.reject(new StateConflict('It is over.', 'Ask again.'));
  }
  const { app, log } = await serve({ events: refusing() });
  const text = await readAll(await connect(app));
  expect(text).toContain('"code":"state-conflict","message":"It is over.","next_step":"Ask again."');
  expect(log).toEqual([]);
});

test('a server that closes ends each stream with a terminal event', async () => {
  const onClientGone = vi.fn<() => void>();
  const { app } = await serve({ onClientGone, events: endless });
  const streams = await Promise.all([connect(app), connect(app)]);
  const texts = Promise.all(streams.map(readAll));
  await vi.waitFor(() => expect(app.eventStreams.count).toBe(2));
  await app.close();
  for (const text of await texts) expect(text).toMatch(/event: error\ndata: .*"code":"shutting-down".*\n\n$/);
  expect(onClientGone).not.toHaveBeenCalled();
});

test('a client that reads nothing does not keep the server from closing', async () => {
  async function* firehose(): AsyncGenerator<ServerEvent> {
    for (;;) yield { event: 'drop', data: 'x'.repeat(65_536) };
  }
  const { app } = await serve({ events: firehose() });
  const response = await connect(app);
  await once(response, 'readable');
  await app.close();
  expect(app.eventStreams.count).toBe(0);
});

test('no timer stays behind', async () => {
  const { app } = await serve({ events: endless });
  const before = timers();
  const responses = await Promise.all(Array.from({ length: 20 }, () => connect(app)));
  expect(timers()).toBeGreaterThanOrEqual(before + 20);
  for (const response of responses) response.destroy();
  await vi.waitFor(() => expect(app.eventStreams.count).toBe(0));
  expect(timers()).toBeLessThan(before + 20);
});

const timers = () => process.getActiveResourcesInfo().filter(name => name === 'Timeout').length;
