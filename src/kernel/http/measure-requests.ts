import type { FastifyReply, FastifyRequest } from 'fastify';
import { Gauge } from 'prom-client';
import { durationHistogram } from '../telemetry/metrics.ts';
import type { Metrics } from '../telemetry/metrics.ts';
import type { HttpApp } from './http-app.ts';

const labels = ['method', 'route', 'status'] as const;

/**
 * Adds each request to `quarry_http_request_seconds`, from its first byte until its reply has gone out or its client has.
 * Event streams are left out: they last as long as somebody listens; `quarry_event_streams` says how many there are.
 */
export function measureRequests(app: HttpApp, metrics: Metrics): void {
  const histogram = durationHistogram(metrics, {
    name: 'quarry_http_request_seconds',
    help: 'From the first byte of a request until its reply has gone out or its client has; no event streams.',
    labels,
  });
  const observe = (request: FastifyRequest, reply: FastifyReply): void => {
    if (String(reply.raw.getHeader('content-type')).startsWith('text/event-stream')) return;
    // The pattern, not the path: each id would be a series of its own.
    const route = request.routeOptions.url ?? 'unknown';
    const status = String(reply.statusCode);
    histogram.observe({ method: request.method, route, status }, reply.elapsedTime / 1000);
  };
  new Gauge({
    name: 'quarry_event_streams',
    help: 'Event streams that are open.',
    registers: [metrics],
    collect() {
      this.set(app.eventStreams.count);
    },
  });
  app.addHook('onRequest', async (request, reply) => {
    reply.raw.once('close', () => observe(request, reply));
  });
}
