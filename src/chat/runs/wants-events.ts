import type { FastifyRequest } from 'fastify';

/** Answers stream unless the client asks for JSON and not for events. */
export function wantsEvents(request: FastifyRequest): boolean {
  const accept = request.headers.accept ?? '';
  return accept.includes('text/event-stream') || !accept.includes('application/json');
}
