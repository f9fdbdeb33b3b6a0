import type { IncomingMessage } from 'node:http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { HttpApp } from './http-app.ts';

/** What is still read of a body that nobody wants, so that its connection can be used again. */
const MAX_DRAINED_BYTES = 4 * 1024 ** 2;
const MAX_DRAIN_MS = 10_000;

/**
 * A reply may come before the whole body of its request has: a refusal, most often. Whatever is left of the body lies
 * between that reply and the next request of the connection, which would otherwise wait until the connection times
 * out. So the rest is read and thrown away; a connection that still brings much is closed, and the reply says so.
 */
export function drainUnreadBodies(app: HttpApp): void {
  app.addHook('onSend', async ({ raw }: FastifyRequest, reply: FastifyReply) => {
    if (raw.complete) return;
    // Fastify closes on any body it refuses; a small one is cheaper to read than a new connection is to open.
    if (isLong(raw)) reply.header('connection', 'close');
    else reply.removeHeader('connection');
    reply.raw.once('finish', () => drain(raw));
  });
}

const isLong = ({ headers }: IncomingMessage): boolean =>
  Number(headers['content-length'] ?? 0) > MAX_DRAINED_BYTES;

function drain(request: IncomingMessage): void {
  if (request.complete || request.destroyed) return void request.resume();
  let bytes = 0;
  // Destroying the request ends its connection.
  const end = setTimeout(() => request.destroy(), MAX_DRAIN_MS).unref();
  request.once('close', () => clearTimeout(end));
  request.unpipe();
  request.removeAllListeners('data').removeAllListeners('readable');
  request.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > MAX_DRAINED_BYTES) request.destroy();
  });
  request.resume();
}
