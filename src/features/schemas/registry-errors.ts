import { AppError } from '#kernel/errors/app-error.ts';
import type { ErrorForm } from '#kernel/http/answer-problems.ts';
import type { VersionConflict } from './compatibility.ts';
import { sayConflict } from './compatibility.ts';

export class NoSuchSubject extends AppError {
  constructor(subject: string) {
    super(`Subject '${subject}' not found.`, { code: 'subject-not-found', status: 404 });
  }
}

export class NoSuchVersion extends AppError {
  constructor(version: string) {
    super(`Version ${version} not found.`, { code: 'version-not-found', status: 404 });
  }
}

export class NoSuchSchema extends AppError {
  constructor() {
    super('Schema not found.', { code: 'schema-not-found', status: 404 });
  }
}

export class IncompatibleSchema extends AppError {
  constructor(conflicts: readonly VersionConflict[], level: string) {
    super(`The schema is not ${level} compatible: ${conflicts.map(sayConflict).join('; ')}.`, {
      code: 'incompatible-schema',
      status: 409,
      nextStep: 'Give a new field a default, or set another compatibility for the subject.',
      fields: conflicts.map(({ path, message }) => ({ path, message })),
    });
  }
}

/** Nothing can be said of the events now, so nothing is: whoever reads them waits. */
export class RegistryAway extends AppError {
  constructor(cause: unknown) {
    super('The schema registry does not answer.', {
      code: 'registry-away',
      status: 503,
      nextStep: 'Events wait until it does; check QUARRY_SCHEMA_REGISTRY_URL and the registry.',
      cause,
    });
  }
}

/** What clients of Confluent's registry tell errors by. */
const CODES: Record<string, number> = {
  'subject-not-found': 40401,
  'version-not-found': 40402,
  'schema-not-found': 40403,
  'incompatible-schema': 409,
  'invalid-schema': 42201,
  'invalid-version': 42202,
  'invalid-compatibility': 42203,
};

/** Errors as clients of Confluent's registry read them. */
export const confluentForm: ErrorForm = {
  mediaType: 'application/vnd.schemaregistry.v1+json',
  bodyOf: ({ code, status, message }) => ({ error_code: CODES[code] ?? status, message }),
};
