import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import Fastify from 'fastify';
import type { FastifyBaseLogger } from 'fastify';
import { serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { NotFound } from '../errors/common-errors.ts';
import type { Logger } from '../telemetry/logger.ts';
import type { Metrics } from '../telemetry/metrics.ts';
import { answerProblems, sendProblem } from './answer-problems.ts';
import { createCursorSigner } from './cursor.ts';
import { describeApi } from './describe-api.ts';
import { drainUnreadBodies } from './drain-unread-bodies.ts';
import { endStalledExchanges } from './end-stalled-exchanges.ts';
import type { Patience } from './end-stalled-exchanges.ts';
import { EventStreams } from './event-streams.ts';
import type { HttpApp } from './http-app.ts';
import { logRequests } from './log-requests.ts';
import { measureRequests } from './measure-requests.ts';
import { PROBLEM_TYPE } from './problem.ts';
import { requestIdOf } from './request-id.ts';
import { RouteTable } from './route-table.ts';
import { secureHeaders } from './secure-headers.ts';
import { shedLoad } from './shed-load.ts';
import type { LoadLimits } from './shed-load.ts';
import { serveWebApp } from './serve-web-app.ts';
import { traceRequests } from './trace-requests.ts';

export interface HttpServerOptions {
  logger: Logger;
  /** Signs cursors; the same in every process of one installation. */
  cursorSecret: string | Uint8Array;
  version: string;
  /** Takes how long requests took; undefined: nobody measures. */
  metrics?: Metrics;
  /** Undefined: whatever comes is let in. */
  load?: LoadLimits;
  /** How slow a client may be. */
  patience?: Patience;
  /** Networks whose `X-Forwarded-For` tells where a request comes from. */
  trustedProxies?: readonly string[];
  /** The built web app; without it every unknown path is a 404. */
  webFolder?: string;
}

const MiB = 1024 ** 2;

/**
 * The HTTP server without routes: problems, request ids, headers, docs, cursors, event streams.
 * Mount rooms with `app.register(async api => libraryRoutes(api, …), { prefix: '/api/v1' })`.
 * `app.close()` ends event streams with a terminal event, finishes what runs and then resolves.
 */
export async function createHttpServer(options: HttpServerOptions): Promise<HttpApp> {
  const app = createFastify(options);
  app.decorate('cursors', createCursorSigner(options.cursorSecret));
  app.decorateRequest('tenantId', null);
  watchRoutes(app);
  endStreamsOnClose(app);
  logRequests(app);
  traceRequests(app);
  if (options.metrics) measureRequests(app, options.metrics);
  if (options.load) shedLoad(app, options.load, options.metrics);
  endStalledExchanges(app, options.patience);
  answerProblems(app);
  drainUnreadBodies(app);
  await secureHeaders(app);
  await describeApi(app, { version: options.version });
  await answerUnknownPaths(app, options.webFolder);
  return app;
}

function createFastify({ logger, trustedProxies = [] }: HttpServerOptions): HttpApp {
  const app = Fastify({
    loggerInstance: logger as FastifyBaseLogger,
    genReqId: requestIdOf,
    logController: new Fastify.LogController({
      requestIdLogLabel: 'request_id',
      disableRequestLogging: true,
    }),
    bodyLimit: MiB,
    trustProxy: trustedProxies.length > 0 && [...trustedProxies],
    // A HEAD of an event stream or a large file would run the whole handler for nothing.
    exposeHeadRoutes: false,
    // While closing, finish what still arrives on open connections instead of refusing it.
    return503OnClosing: false,
    forceCloseConnections: 'idle',
    // The whole request, its body included: long enough for a large upload over a slow line.
    requestTimeout: 3_600_000,
    keepAliveTimeout: 72_000,
    http: { headersTimeout: 15_000, connectionsCheckingInterval: 5_000 },
    routerOptions: { maxParamLength: 500 },
    frameworkErrors: (error, request, reply) => void sendProblem(request, reply, error),
    clientErrorHandler: answerBrokenHttp,
  }).withTypeProvider<ZodTypeProvider>();
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  return app;
}

function watchRoutes(app: HttpApp): void {
  const table = new RouteTable();
  app.decorate('routeTable', table);
  app.addHook('onRoute', route => table.add(route));
  app.addHook('onReady', async () => table.assertGuarded());
}

function endStreamsOnClose(app: HttpApp): void {
  const streams = new EventStreams();
  app.decorate('eventStreams', streams);
  app.addHook('preClose', () => streams.shutDown());
}

async function answerUnknownPaths(app: HttpApp, webFolder: string | undefined): Promise<void> {
  if (webFolder !== undefined) return serveWebApp(app, { folder: webFolder });
  app.setNotFoundHandler((request, reply) => sendProblem(request, reply, new NotFound('path')));
}

/** What is not even HTTP has no request and no reply yet. */
function answerBrokenHttp(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
  const [status, code, detail] =
    error.code === 'ERR_HTTP_REQUEST_TIMEOUT'
      ? [408, 'too-slow', 'This request came too slowly.']
      : [400, 'invalid-http', 'This is not a valid HTTP request.'];
  const title = STATUS_CODES[status];
  const body = JSON.stringify({ type: `urn:quarry:problem:${code}`, title, status, code, detail });
  const head = `HTTP/1.1 ${status} ${title}\r\nContent-Type: ${PROBLEM_TYPE}\r\nContent-Length: ${Buffer.byteLength(body)}`;
  socket.end(`${head}\r\nConnection: close\r\n\r\n${body}`);
  // Whoever came too slowly may also leave too slowly.
  socket.destroySoon();
}
