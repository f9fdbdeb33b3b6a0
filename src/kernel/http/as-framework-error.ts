import type { FastifyError } from 'fastify';
import { AppError } from '../errors/app-error.ts';

const known: Record<string, [status: number, code: string, message: string]> = {
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

/** The form parser throws plain errors: only their words tell them from ours. */
const brokenForm = /^Multipart: Boundary not found|unexpected end of multipart data/i;

/** What Fastify and its plugins refuse. Their wording may quote the input, so we use our own. */
export function asFrameworkError(error: unknown): AppError | undefined {
  if (!(error instanceof Error)) return undefined;
  const { code = '', statusCode: status = 500 } = error as Partial<FastifyError>;
  const [knownStatus, knownCode, message] = known[code] ?? [];
  if (message !== undefined)
    return new AppError(message, { status: knownStatus!, code: knownCode!, cause: error });
  if (brokenForm.test(error.message)) return brokenFormError(error);
  if (status < 400 || status > 499) return undefined;
  return error instanceof SyntaxError
    ? new AppError('The body is not valid JSON.', { status, code: 'invalid-json', cause: error })
    : new AppError('This request cannot be understood.', { status, code: 'bad-request', cause: error });
}

const brokenFormError = (cause: Error): AppError =>
  new AppError('The form of this request is broken or incomplete.', {
    status: 400,
    code: 'invalid-form',
    nextStep: 'Send it again as multipart/form-data with a boundary.',
    cause,
  });
