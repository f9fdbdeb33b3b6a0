import { AppError } from '#kernel/errors/app-error.ts';
import type { ErrorForm } from '#kernel/http/answer-problems.ts';

export interface OpenAiError {
  error: { message: string; type: string; param: string | null; code: string };
}

/** An error as OpenAI's clients read it; the next step is part of the message, which is all that many of them show. */
export function openAiErrorOf({ message, nextStep, status, code, fields }: AppError): OpenAiError {
  const param = fields?.[0]?.path.replace(/^(?:body|query)\./, '') ?? null;
  const text = nextStep === undefined ? message : `${message} ${nextStep}`;
  return { error: { message: text, type: typeOf(status), param, code } };
}

function typeOf(status: number): string {
  if (status === 401) return 'authentication_error';
  if (status === 402) return 'insufficient_quota';
  if (status === 403) return 'permission_error';
  if (status === 429) return 'rate_limit_error';
  return status >= 500 ? 'server_error' : 'invalid_request_error';
}

export const openAiForm: ErrorForm = { mediaType: 'application/json', bodyOf: openAiErrorOf };

/** A model that is missing and one of another tenant get this same answer. */
export class ModelNotFound extends AppError {
  constructor(nextStep = 'GET /v1/models lists the libraries and models that there are.') {
    super('There is no such model.', { code: 'model_not_found', status: 404, nextStep });
  }
}

/** A run's failure once it is known; the status lets clients tell what may be tried again. */
export class AnswerFailed extends AppError {
  constructor({ code, message, next_step }: { code: string; message: string; next_step: string | null }) {
    super(message, { code, status: statusOf[code] ?? 500, nextStep: next_step ?? undefined });
  }
}

const statusOf: Record<string, number> = {
  'not-found': 404,
  'quota-exceeded': 402,
  'provider-unavailable': 502,
  'provider-refused': 502,
  'provider-reply-invalid': 502,
  'provider-overloaded': 503,
  'provider-timeout': 504,
  'run-interrupted': 503,
};
