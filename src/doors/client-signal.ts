import type { FastifyReply } from 'fastify';

/** Fires when the client goes before its reply was sent in full; a request's own signal fires too early for that. */
export function clientSignal(reply: FastifyReply): AbortSignal {
  const gone = new AbortController();
  const { raw } = reply;
  raw.once('close', () => {
    if (!raw.writableFinished) gone.abort(new DOMException('The client is gone.', 'AbortError'));
  });
  return gone.signal;
}
