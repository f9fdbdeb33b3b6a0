import type { HttpApp } from './http-app.ts';

/** One line for each request, with the route's pattern instead of its URL: query strings may hold people's words. */
export function logRequests(app: HttpApp): void {
  app.addHook('onRequest', async (request, reply) => {
    reply.header('x-request-id', request.id);
  });
  app.addHook('onResponse', async (request, reply) => {
    request.log.info(
      {
        method: request.method,
        route: request.routeOptions.url ?? null,
        status: reply.statusCode,
        tenant_id: request.tenantId,
        duration_ms: Math.round(reply.elapsedTime),
        complete: reply.raw.writableFinished,
      },
      'request',
    );
  });
}
