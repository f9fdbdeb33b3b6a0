import { AppError } from './app-error.ts';
import type { FieldError } from './app-error.ts';

/** A foreign tenant's id and a missing one get this same answer. */
export class NotFound extends AppError {
  constructor(what: string) {
    super(`There is no such ${what}.`, { code: 'not-found', status: 404 });
  }
}

export class NameTaken extends AppError {
  constructor(what: string, name: string) {
    super(`A ${what} named “${name}” already exists.`, {
      code: 'name-taken',
      status: 409,
      nextStep: 'Choose another name, or use the one that exists.',
    });
  }
}

export class InvalidInput extends AppError {
  constructor(message: string, options: { code?: string; fields?: FieldError[]; nextStep?: string } = {}) {
    super(message, { code: options.code ?? 'invalid-input', status: 400, ...options });
  }
}

export class Unauthenticated extends AppError {
  constructor(message = 'Sign in, or send an API key as `Authorization: Bearer qk_…`.') {
    super(message, {
      code: 'unauthenticated',
      status: 401,
      headers: { 'www-authenticate': 'Bearer realm="quarry"' },
    });
  }
}

export class Forbidden extends AppError {
  constructor(message: string, nextStep?: string) {
    super(message, { code: 'forbidden', status: 403, nextStep });
  }
}

export class VersionMismatch extends AppError {
  constructor(what: string) {
    super(`The ${what} was changed since you read it.`, {
      code: 'version-mismatch',
      status: 412,
      nextStep: 'Read it again and repeat the change with its new ETag.',
    });
  }
}

export class VersionRequired extends AppError {
  constructor() {
    super('Changes need an If-Match header with the ETag that was read.', {
      code: 'version-required',
      status: 428,
      nextStep: 'Read the resource and send its ETag as If-Match.',
    });
  }
}

export class StateConflict extends AppError {
  constructor(message: string, nextStep?: string) {
    super(message, { code: 'state-conflict', status: 409, nextStep });
  }
}

export class Overloaded extends AppError {
  constructor(message: string, options: { retryAfterSeconds: number; cause?: unknown }) {
    super(message, {
      code: 'overloaded',
      status: 503,
      headers: { 'retry-after': String(options.retryAfterSeconds) },
      cause: options.cause,
    });
  }
}
