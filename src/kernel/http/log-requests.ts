import type { FastifyReply, FastifyRequest } from 'fastify';
import type { HttpApp } from './http-app.ts';

/** Echoes the request's id and logs one line for each request, also for those whose client went before the end. */
export function logRequests(app: HttpApp): void {
  app.addHook('onRequest', async (request, reply) => {
    reply.header('x-request-id', request.id);
    reply.raw.once('close', () => logRequest(request, reply));
  });
}

/** The route's pattern instead of the URL: query strings may hold people's words. */
function logRequest(request: FastifyRequest, reply: FastifyReply): void {
  const line = {
    method: request.method,
    route: request.routeOptions.url ?? null,
    status: reply.statusCode,
    tenant_id: request.tenantId,
    duration_ms: Math.round(reply.elapsedTime),
    complete: reply.raw.writableFinished,
  };
  request.log.info(line, 'request');
}
