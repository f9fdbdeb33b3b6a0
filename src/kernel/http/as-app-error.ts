import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod';
import type { FastifyError } from 'fastify';
import { AppError } from '../errors/app-error.ts';
import { asDatabaseError } from './as-database-error.ts';
import { asInvalidInput } from './as-invalid-input.ts';

/** Whatever went wrong, as an error a person may read. What is unknown becomes `internal`, with the truth as its cause. */
export function asAppError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  if (hasZodFastifySchemaValidationErrors(error)) return asInvalidInput(error);
  return asFrameworkError(error) ?? asDatabaseError(error) ?? internal(error);
}

const internal = (cause: unknown): AppError =>
  new AppError('Something went wrong on our side.', {
    code: 'internal',
    status: 500,
    nextStep: 'Try again; if it stays, report the request_id to whoever runs this server.',
    cause,
  });

const frameworkErrors: Record<string, [status: number, code: string, message: string]> = {
  FST_ERR_CTP_BODY_TOO_LARGE: [413, 'body-too-large', 'The body of this request is too large.'],
  FST_ERR_CTP_INVALID_MEDIA_TYPE: [
    415,
    'unsupported-media-type',
    'This route does not take that Content-Type.',
  ],
  FST_ERR_CTP_EMPTY_TYPE: [415, 'unsupported-media-type', 'A request with a body needs a Content-Type.'],
  FST_ERR_CTP_EMPTY_JSON_BODY: [400, 'invalid-json', 'The body is empty, but its Content-Type says JSON.'],
  FST_ERR_CTP_INVALID_JSON_BODY: [400, 'invalid-json', 'The body is not valid JSON.'],
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: [
    400,
    'invalid-length',
    'The body is not as long as Content-Length says.',
  ],
  FST_ERR_BAD_URL: [400, 'invalid-url', 'The path is not a valid URL.'],
};

/** What Fastify and its plugins refuse. Their wording may quote the input, so we use our own. */
function asFrameworkError(error: unknown): AppError | undefined {
  const { code = '', statusCode: status = 500 } = (error ?? {}) as Partial<FastifyError>;
  const known = frameworkErrors[code];
  if (known) return new AppError(known[2], { status: known[0], code: known[1], cause: error });
  if (!(error instanceof Error) || status < 400 || status > 499) return undefined;
  if (error instanceof SyntaxError) {
    return new AppError('The body is not valid JSON.', { status, code: 'invalid-json', cause: error });
  }
  return new AppError('This request cannot be understood.', { status, code: 'bad-request', cause: error });
}
