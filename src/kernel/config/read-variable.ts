import type { Environment } from './env.ts';
import type { Variable } from './variable-kinds.ts';

export interface ConfigProblem {
  variable: string;
  /** Undefined for a secret: a mistyped one must not end up in a log. */
  given: string | undefined;
  allowed: string;
}

/** Reads one variable; an empty value counts as absent. Problems are collected so that all are told at once. */
export function readVariable<T>(
  name: string,
  variable: Variable<T>,
  environment: Environment,
  problems: ConfigProblem[],
): T {
  const given = environment[name]?.trim();
  if (given === undefined || given === '') return variable.fallback;
  const value = variable.parse(given);
  if (value !== undefined) return value;
  problems.push({ variable: name, given: variable.secret ? undefined : given, allowed: variable.allowed });
  return variable.fallback;
}

/** Two that only make sense together. */
export const missing = (variable: string, other: string): ConfigProblem => ({
  variable,
  given: '',
  allowed: `set when ${other} is`,
});
