import { inspect } from 'node:util';
import { AppError } from '#kernel/errors/app-error.ts';

/** What a command prints: for people on a terminal or in a pipe, or one JSON value for programs. */
export interface Output {
  readonly json: boolean;
  readonly isTerminal: boolean;
  /** A line for people; nothing with --json. */
  line(text?: string): void;
  /** Text without a line break, for answers that arrive bit by bit. */
  write(text: string): void;
  /** The command's result; printed only with --json. */
  result(value: unknown): void;
}

export function createOutput(options: { json: boolean }): Output {
  return {
    json: options.json,
    isTerminal: process.stdout.isTTY && !options.json,
    line: (text = '') => void (options.json || process.stdout.write(`${text}\n`)),
    write: text => void (options.json || process.stdout.write(text)),
    result: value => void (options.json && process.stdout.write(`${JSON.stringify(value, null, 2)}\n`)),
  };
}

/** Says what went wrong and what to do next; details of unexpected failures only on request. */
export function printFailure(error: unknown, options: { json: boolean; verbose: boolean }): void {
  const failure = describeFailure(error);
  if (options.json) process.stdout.write(`${JSON.stringify({ error: failure }, null, 2)}\n`);
  else
    process.stderr.write(
      `${failure.message}\n${failure.next_step === undefined ? '' : `→ ${failure.next_step}\n`}`,
    );
  if (options.verbose)
    process.stderr.write(`${inspect(error)}
`);
}

function describeFailure(error: unknown): { code: string; message: string; next_step?: string } {
  if (error instanceof AppError)
    return { code: error.code, message: error.message, next_step: error.nextStep };
  return {
    code: 'unexpected',
    message: error instanceof Error ? error.message : String(error),
    next_step:
      'Run the command again with --verbose to see where it failed, or `quarry doctor` to check the setup.',
  };
}
