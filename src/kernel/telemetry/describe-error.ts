import { AppError } from '../errors/app-error.ts';

/** Of an error, only what cannot hold anybody's words: its kind, its code, where it arose, and the same of its causes. */
export interface DescribedError {
  type: string;
  code?: string;
  /** Of our own errors, which are written for people. */
  message?: string;
  syscall?: string;
  /** PostgreSQL's names for what was in the way: ours, from the migrations. */
  table?: string;
  constraint?: string;
  at?: string[];
  cause?: DescribedError | string;
}

const MAX_DEPTH = 5;
const MAX_FRAMES = 12;
const plain = /^[\w.-]{1,80}$/;

/**
 * What a log may say of an error. The text of most errors quotes the input: drivers, parsers and providers put rows,
 * prompts and keys into it. So nothing is taken but what is on this list.
 */
export function describeError(error: unknown, depth = 0): DescribedError | string {
  if (!(error instanceof Error)) return wordOf(error) ?? 'not shown';
  const { code, syscall, table, constraint } = error as unknown as Record<string, unknown>;
  return {
    type: wordOf(error.name) ?? 'Error',
    code: wordOf(code),
    message: error instanceof AppError && error.status >= 500 ? error.message : undefined,
    syscall: wordOf(syscall),
    table: wordOf(table),
    constraint: wordOf(constraint),
    at: framesOf(error),
    cause:
      error.cause === undefined || depth >= MAX_DEPTH ? undefined : describeError(error.cause, depth + 1),
  };
}

const wordOf = (value: unknown): string | undefined =>
  typeof value === 'string' && plain.test(value) ? value : undefined;

/** The stack begins with the message, which may look like a frame itself. */
function framesOf({ stack = '', message }: Error): string[] {
  const start = message === '' ? 0 : stack.indexOf(message) + message.length;
  const lines = stack.slice(start).split('\n').slice(1);
  return lines
    .map(line => line.trim())
    .filter(line => line.startsWith('at '))
    .slice(0, MAX_FRAMES);
}
