const UNDEFINED_TABLE = '42P01';

/** True when a statement names a table that is not there, or not any more. */
export const isUndefinedTable = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === UNDEFINED_TABLE;
