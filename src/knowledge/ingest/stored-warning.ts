/** A warning as the API tells it. */
export interface StoredWarning {
  code: string;
  message: string;
  next_step?: string;
  page?: number;
}

export function asStoredWarning(warning: {
  code: string;
  message: string;
  nextStep?: string;
}): StoredWarning {
  const { code, message, nextStep } = warning;
  return nextStep === undefined ? { code, message } : { code, message, next_step: nextStep };
}
