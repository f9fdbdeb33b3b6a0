import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod';
import { AppError } from '../errors/app-error.ts';
import { asDatabaseError } from './as-database-error.ts';
import { asFrameworkError } from './as-framework-error.ts';
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
