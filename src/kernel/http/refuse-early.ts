import { STATUS_CODES } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AppError } from '../errors/app-error.ts';
import { PROBLEM_TYPE, problemOf } from './problem.ts';
import { requestIdOf } from './request-id.ts';

/** A body that is longer is not read on for the sake of its connection. */
const MAX_DUMPED_BYTES = 1024 ** 2;

/**
 * Answers requests with an error before anything else sees them: no route, no hook, no line in the log. A house that is
 * full must spend next to nothing on those it turns away.
 * @param judge the error to refuse with, or undefined to let the request in
 */
export function refuseEarly(server: Server, judge: (request: IncomingMessage) => AppError | undefined): void {
  const listeners = server.listeners('request') as ((
    request: IncomingMessage,
    reply: ServerResponse,
  ) => void)[];
  server.removeAllListeners('request');
  server.on('request', (request: IncomingMessage, reply: ServerResponse) => {
    const error = judge(request);
    if (error !== undefined) refuse(request, reply, error);
    else for (const listener of listeners) listener.call(server, request, reply);
  });
}

function refuse(request: IncomingMessage, reply: ServerResponse, error: AppError): void {
  const requestId = requestIdOf(request);
  const body = JSON.stringify(problemOf(error, requestId));
  reply.writeHead(error.status, STATUS_CODES[error.status], {
    ...error.headers,
    'x-request-id': requestId,
    'x-content-type-options': 'nosniff',
    'content-type': PROBLEM_TYPE,
    'content-length': Buffer.byteLength(body),
    ...(mayBeLong(request) && { connection: 'close' }),
  });
  reply.end(body);
}

const mayBeLong = ({ headers }: IncomingMessage): boolean =>
  headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > MAX_DUMPED_BYTES;
