import type { FastifyError } from 'fastify';
import { AppError } from '../errors/app-error.ts';
import { InvalidInput } from '../errors/common-errors.ts';

const places: Record<string, string> = { querystring: 'query' };

/** A failed validation: one entry for each faulty field; a faulty path is a thing that does not exist. */
export function asInvalidInput(error: FastifyError | Error): AppError {
  const { validation = [], validationContext = 'body' } = error as FastifyError;
  if (validationContext === 'params') return noSuch(validation[0]?.message);
  const place = places[validationContext] ?? validationContext;
  const fields = validation.map(issue => ({
    path: [place, ...issue.instancePath.split('/').filter(Boolean)].join('.'),
    message: issue.message ?? 'is not valid',
  }));
  return new InvalidInput(
    `The ${place} of this request is not valid: ${fields[0]?.path} – ${fields[0]?.message}`,
    {
      fields,
      nextStep: 'Correct the fields that `errors` names.',
    },
  );
}

const noSuch = (message = 'There is no such thing.') =>
  new AppError(message, { code: 'not-found', status: 404 });
