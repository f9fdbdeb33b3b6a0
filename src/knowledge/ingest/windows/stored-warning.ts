/** A warning as the API tells it. */
export interface StoredWarning {
  code: string;
  message: string;
  next_step?: string;
  page?: number;
}

/** What a document shows itself; its sums count the rest, its pages have them all. */
export const MAX_WARNINGS = 100;

export function asStoredWarning(warning: {
  code: string;
  message: string;
  nextStep?: string;
}): StoredWarning {
  const { code, message, nextStep } = warning;
  return nextStep === undefined ? { code, message } : { code, message, next_step: nextStep };
}
