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
import { EventStreams } from './event-streams.ts';
import type { HttpApp } from './http-app.ts';
import { logRequests } from './log-requests.ts';
import { measureRequests } from './measure-requests.ts';
import { PROBLEM_TYPE } from './problem.ts';
import { requestIdOf } from './request-id.ts';
import { RouteTable } from './route-table.ts';
import { secureHeaders } from './secure-headers.ts';
import { serveWebApp } from './serve-web-app.ts';

export interface HttpServerOptions {
  logger: Logger;
  /** Signs cursors; the same in every process of one installation. */
  cursorSecret: string | Uint8Array;
  version: string;
  /** Takes how long requests took; undefined: nobody measures. */
  metrics?: Metrics;
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
  const app = createFastify(options.logger);
  app.decorate('cursors', createCursorSigner(options.cursorSecret));
  app.decorateRequest('tenantId', null);
  watchRoutes(app);
  endStreamsOnClose(app);
  logRequests(app);
  if (options.metrics) measureRequests(app, options.metrics);
  answerProblems(app);
  drainUnreadBodies(app);
  await secureHeaders(app);
  await describeApi(app, { version: options.version });
  await answerUnknownPaths(app, options.webFolder);
  return app;
}

function createFastify(logger: Logger): HttpApp {
  const app = Fastify({
    loggerInstance: logger as FastifyBaseLogger,
    genReqId: requestIdOf,
    logController: new Fastify.LogController({
      requestIdLogLabel: 'request_id',
      disableRequestLogging: true,
    }),
    bodyLimit: MiB,
    // A HEAD of an event stream or a large file would run the whole handler for nothing.
    exposeHeadRoutes: false,
    // While closing, finish what still arrives on open connections instead of refusing it.
    return503OnClosing: false,
    forceCloseConnections: 'idle',
    // The whole request, its body included: long enough for a large upload over a slow line.
    requestTimeout: 3_600_000,
    keepAliveTimeout: 72_000,
    http: { headersTimeout: 15_000 },
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
  const body = JSON.stringify({
    type: 'urn:quarry:problem:invalid-http',
    title: 'Bad Request',
    status: 400,
    code: 'invalid-http',
    detail: 'This is not a valid HTTP request, or it came too slowly.',
  });
  const head = `HTTP/1.1 400 Bad Request\r\nContent-Type: ${PROBLEM_TYPE}\r\nContent-Length: ${Buffer.byteLength(body)}`;
  socket.end(`${head}\r\nConnection: close\r\n\r\n${body}`);
}
