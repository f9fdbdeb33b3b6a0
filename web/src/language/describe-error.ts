import { ApiError } from '#api/request.ts';
import type { Dictionary } from './english.ts';

/** A cause and a next step for whatever went wrong; never a stack or an internal name. */
export function describeError(
  error: unknown,
  text: Dictionary,
): { message: string; nextStep: string | null } {
  if (!(error instanceof ApiError)) return { message: text.unreachable, nextStep: text.unreachableNext };
  if (error.code === 'unreachable') return { message: text.unreachable, nextStep: text.unreachableNext };
  return { message: error.message, nextStep: error.nextStep };
}
