import type { Socket } from 'node:net';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { systemClock } from '../clock.ts';
import type { HttpApp } from './http-app.ts';

export interface Patience {
  /** A client that owes the next bytes of a body, or takes none of a reply, is looked at in this interval. */
  everyMs: number;
  /** What must move within one interval. */
  minBytes: number;
  /** So many intervals in a row with less end the exchange. */
  intervals: number;
}

/** A line of 1 kB/s passes; whoever sends a byte now and then to hold a place does not. */
const PATIENCE: Patience = { everyMs: 5_000, minBytes: 5_000, intervals: 6 };

interface Exchange {
  request: FastifyRequest;
  reply: FastifyReply;
  bytesRead: number;
  bytesSent: number;
  slow: number;
}

/** Ends exchanges that wait for their client: bodies that trickle, replies that nobody takes. */
export function endStalledExchanges(app: HttpApp, patience: Patience = PATIENCE): void {
  const open = new Set<Exchange>();
  app.addHook('onRequest', async (request, reply) => {
    const { socket } = request.raw;
    const exchange = { request, reply, bytesRead: socket.bytesRead, bytesSent: sentBy(socket), slow: 0 };
    open.add(exchange);
    reply.raw.once('close', () => open.delete(exchange));
  });
  let lookedMs = systemClock.elapsedMs();
  const timer = setInterval(() => {
    const nowMs = systemClock.elapsedMs();
    const late = nowMs - lookedMs > 2 * patience.everyMs;
    lookedMs = nowMs;
    // A server that was away itself cannot tell who was slow.
    if (!late) for (const exchange of open) judge(exchange, patience);
  }, patience.everyMs).unref();
  app.addHook('onClose', async () => clearInterval(timer));
}

function judge(exchange: Exchange, { minBytes, intervals }: Patience): void {
  const { socket } = exchange.request.raw;
  const bytesSent = sentBy(socket);
  const takesNothing = socket.writableLength > 0 && bytesSent === exchange.bytesSent;
  const owesBody = isOwingBody(exchange.request) && socket.bytesRead - exchange.bytesRead < minBytes;
  exchange.slow = takesNothing || owesBody ? exchange.slow + 1 : 0;
  exchange.bytesRead = socket.bytesRead;
  exchange.bytesSent = bytesSent;
  if (exchange.slow >= intervals) end(exchange, socket);
}

/** What the operating system has taken: `bytesWritten` counts one large write as sent at once, and tells no progress. */
function sentBy(socket: Socket): number {
  const { _handle: handle } = socket as unknown as { _handle?: { writeQueueSize?: number } | null };
  return socket.bytesWritten - (handle?.writeQueueSize ?? 0);
}

/** What lies here unread already is our delay, not the client's. */
function isOwingBody({ raw }: FastifyRequest): boolean {
  return !raw.complete && raw.readableLength === 0 && !raw.isPaused();
}

function end({ request, reply }: Exchange, socket: Socket): void {
  request.log.info('a client was too slow');
  if (reply.raw.headersSent) return void socket.destroy();
  const error = Object.assign(new Error('a body came too slowly'), { code: 'ERR_HTTP_REQUEST_TIMEOUT' });
  request.server.server.emit('clientError', error, socket);
}
