import { STATUS_CODES } from 'node:http';
import { z } from 'zod';
import type { AppError } from '../errors/app-error.ts';

/** What every error looks like on the wire (RFC 9457). */
export const problemSchema = z
  .looseObject({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    code: z.string().describe('Stable; branch on this one.'),
    detail: z.string().describe('What went wrong, for a person.'),
    next_step: z.string().optional().describe('What the person may do about it.'),
    request_id: z.string().describe('Also in `x-request-id` and in the log.'),
    errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
  })
  .meta({ id: 'Problem' });

export type Problem = z.output<typeof problemSchema>;

export const PROBLEM_TYPE = 'application/problem+json';

/** Only what is public of an error: its cause stays inside. */
export function problemOf(error: AppError, requestId: string): Problem {
  return {
    type: `urn:quarry:problem:${error.code}`,
    title: STATUS_CODES[error.status] ?? 'Error',
    status: error.status,
    code: error.code,
    detail: error.message,
    next_step: error.nextStep,
    request_id: requestId,
    errors: error.fields,
    ...error.details,
  };
}
