const UNIQUE_VIOLATION = '23505';

/** True when a row with the same unique value exists: the constraint decided, nobody had to look first. */
export const isUniqueViolation = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === UNIQUE_VIOLATION;
