import type { FastifyReply, FastifyRequest } from 'fastify';
import type { AppError } from '../errors/app-error.ts';
import { asAppError } from './as-app-error.ts';
import type { HttpApp } from './http-app.ts';
import { PROBLEM_TYPE, problemOf } from './problem.ts';

/** Every error of every route leaves as problem+json; what the caller must not read goes to the log. */
export function answerProblems(app: HttpApp): void {
  app.setErrorHandler((error, request, reply) => sendProblem(request, reply, error));
}

/** How errors look on the wire where a client expects another form than ours. */
export interface ErrorForm {
  mediaType: string;
  bodyOf: (error: AppError, requestId: string) => unknown;
}

const problemForm: ErrorForm = { mediaType: PROBLEM_TYPE, bodyOf: problemOf };

export function sendProblem(
  request: FastifyRequest,
  reply: FastifyReply,
  error: unknown,
  form: ErrorForm = problemForm,
): FastifyReply {
  const shown = asAppError(error);
  logFailure(request, shown, error);
  return reply
    .code(shown.status)
    .headers({ 'x-request-id': request.id, ...shown.headers })
    .type(form.mediaType)
    .serializer(JSON.stringify)
    .send(form.bodyOf(shown, request.id));
}

function logFailure(request: FastifyRequest, shown: AppError, error: unknown): void {
  const { code } = shown;
  if (shown.status >= 500) request.log.error({ err: error, code }, 'request failed');
  else request.log.debug({ code, cause: shown.cause }, 'request refused');
}
