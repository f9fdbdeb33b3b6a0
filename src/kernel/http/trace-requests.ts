import type { FastifyReply, FastifyRequest } from 'fastify';
import { beginSpan, markFailed, within } from '../telemetry/trace.ts';
import type { Span } from '../telemetry/trace.ts';
import type { HttpApp } from './http-app.ts';

const spans = new WeakMap<FastifyRequest, Span>();

/**
 * A span for each request, where traces are collected: what the handler does belongs to it, and it to the caller's
 * trace. Without the URL, whose query may hold people's words.
 */
export function traceRequests(app: HttpApp): void {
  app.addHook('onRequest', (request, reply, done) => {
    const span = beginSpan(nameOf(request), {
      role: 'server',
      parent: singleHeader(request.headers['traceparent']),
      attributes: { 'http.request.method': request.method, 'quarry.request.id': request.id },
    });
    if (span === undefined) return done();
    spans.set(request, span);
    reply.raw.once('close', () => end(span, request, reply));
    within(span, done);
  });
  // Reading a body leaves the context of the hooks before it.
  app.addHook('preValidation', (request, _reply, done) => within(spans.get(request), done));
}

function end(span: Span, request: FastifyRequest, reply: FastifyReply): void {
  span.setAttribute('http.route', request.routeOptions.url ?? '');
  span.setAttribute('http.response.status_code', reply.statusCode);
  if (request.tenantId) span.setAttribute('quarry.tenant.id', request.tenantId);
  if (reply.statusCode >= 500) markFailed(span, String(reply.statusCode));
  span.end();
}

const nameOf = (request: FastifyRequest): string =>
  `${request.method} ${request.routeOptions.url ?? 'unknown path'}`;

const singleHeader = (value: string | string[] | undefined): string | undefined =>
  typeof value === 'string' ? value : undefined;
