import { Readable } from 'node:stream';
import type { FastifyReply } from 'fastify';

const HELD_BYTES = 64 * 1024;

/**
 * Sends a file as it is made. Its first 64 kB are made before the reply begins, so that what fails at once is a
 * problem like any other; a longer file that fails on its way breaks the connection off, and is seen to be cut.
 */
export async function sendPieces(reply: FastifyReply, pieces: AsyncIterable<string>): Promise<FastifyReply> {
  const iterator = pieces[Symbol.asyncIterator]();
  const held: string[] = [];
  let bytes = 0;
  let ended = false;
  while (!ended && bytes < HELD_BYTES) {
    const { done, value } = await iterator.next();
    ended = done === true;
    if (done) break;
    held.push(value);
    bytes += Buffer.byteLength(value);
  }
  if (ended) return reply.send(held.join(''));
  return reply.send(Readable.from(follow(held, iterator)));
}

async function* follow(held: string[], iterator: AsyncIterator<string>): AsyncGenerator<string> {
  try {
    yield held.join('');
    yield* { [Symbol.asyncIterator]: () => iterator };
  } finally {
    await iterator.return?.();
  }
}
