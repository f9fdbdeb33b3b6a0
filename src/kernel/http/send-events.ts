import type { FastifyBaseLogger, FastifyReply, FastifyRequest } from 'fastify';
import { EventStream } from './event-stream.ts';
import type { ServerEvent } from './event-stream.ts';
import { asAppError } from './as-app-error.ts';
import { becomeStream } from './once-through.ts';

export interface SendEventsOptions {
  /** Given as a function, it is told by `signal` when nobody reads any more. */
  events: AsyncIterable<ServerEvent> | ((signal: AbortSignal) => AsyncIterable<ServerEvent>);
  /** Called once, when the client went before the last event. */
  onClientGone?(): void;
  heartbeatMs?: number;
}

/**
 * Answers with Server-Sent Events until `events` ends, the client goes or the server shuts down; then the source's
 * `return` is called. A source that throws ends the stream with an `error` event that shows what a problem would.
 */
export async function sendEvents(
  request: FastifyRequest,
  reply: FastifyReply,
  options: SendEventsOptions,
): Promise<void> {
  const stream = openStream(reply, options.heartbeatMs);
  const { signal } = stream;
  const open = request.server.eventStreams;
  onceGone(signal, () => options.onClientGone?.());
  open.add(stream);
  try {
    const events = typeof options.events === 'function' ? options.events(signal) : options.events;
    await pump(events, stream, request.log);
  } catch (error) {
    if (!signal.aborted) await stream.send(failureEvent(error, request));
  } finally {
    stream.finish();
    open.remove(stream);
  }
}

function openStream(reply: FastifyReply, heartbeatMs?: number): EventStream {
  reply.hijack();
  becomeStream(reply);
  reply.raw.writeHead(200, {
    ...(reply.getHeaders() as Record<string, string>),
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-cache, no-transform',
    'x-accel-buffering': 'no',
  });
  // Otherwise the client learns that it is connected only with the first event.
  reply.raw.flushHeaders();
  return new EventStream(reply.raw, heartbeatMs);
}

function onceGone(signal: AbortSignal, callback: () => void): void {
  const check = () => {
    if (signal.reason === 'client-gone') callback();
  };
  if (signal.aborted) check();
  else signal.addEventListener('abort', check, { once: true });
}

async function pump(
  events: AsyncIterable<ServerEvent>,
  stream: EventStream,
  log: FastifyBaseLogger,
): Promise<void> {
  const iterator = events[Symbol.asyncIterator]();
  try {
    for (;;) {
      const next = await nextUnlessEnded(iterator, stream.signal);
      if (next === undefined || next.done) return;
      await stream.send(next.value);
    }
  } finally {
    // Not awaited: a source that still waits for its next event gets to its end only after that.
    void closeSource(iterator, log);
  }
}

async function closeSource(source: AsyncIterator<ServerEvent>, log: FastifyBaseLogger): Promise<void> {
  try {
    await source.return?.();
  } catch (error) {
    log.warn({ err: error }, 'the source of an event stream did not close cleanly');
  }
}

/** The next event; undefined when the stream ended first. */
function nextUnlessEnded(
  iterator: AsyncIterator<ServerEvent>,
  signal: AbortSignal,
): Promise<IteratorResult<ServerEvent> | undefined> {
  return new Promise((resolve, reject) => {
    const stop = () => resolve(undefined);
    if (signal.aborted) return stop();
    signal.addEventListener('abort', stop, { once: true });
    const settle = () => signal.removeEventListener('abort', stop);
    void iterator.next().then(resolve, reject).finally(settle);
  });
}

function failureEvent(error: unknown, request: FastifyRequest): ServerEvent {
  const shown = asAppError(error);
  if (shown.status >= 500) request.log.error({ err: error }, 'an event stream failed');
  const { code, message, nextStep } = shown;
  const data = { type: 'error', code, message, next_step: nextStep ?? null, request_id: request.id };
  return { event: 'error', data };
}
