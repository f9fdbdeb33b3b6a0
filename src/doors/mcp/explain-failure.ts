import { asAppError } from '#kernel/http/as-app-error.ts';
import type { Logger } from '#kernel/telemetry/logger.ts';

/** What a tool's caller reads of a failure; the rest goes to the log. */
export function explainFailure(error: unknown, logger: Logger): string {
  const { message, nextStep, status, code } = asAppError(error);
  if (status >= 500) logger.error({ err: error, code }, 'a tool failed');
  return nextStep === undefined ? message : `${message} ${nextStep}`;
}
