import { destination, pino } from 'pino';
import type { Logger, LoggerOptions as LoggerOptionsOfPino } from 'pino';
import pretty from 'pino-pretty';
import { loggedFields } from './logged-fields.ts';

export type { Logger } from 'pino';

export interface LoggerOptions {
  /** A level of pino's, or `auto`: warn for a person, info for a collector. */
  level: string;
  /** Readable lines for a person instead of JSON. */
  pretty: boolean;
  /** In place of stdout. */
  write?: (line: string) => void;
}

/** Structured JSON on stdout, or readable lines on a terminal. An allow-list decides which fields a line holds. */
export function createLogger(options: LoggerOptions): Logger {
  const stream = options.write
    ? { write: options.write }
    : options.pretty
      ? pretty({ colorize: true, translateTime: 'SYS:HH:MM:ss', ignore: 'pid,hostname', sync: true })
      : destination({ dest: 1, sync: false });
  const level = options.level === 'auto' ? (options.pretty ? 'warn' : 'info') : options.level;
  // Pino's own serializer of errors would show their text.
  const serializers = { err: (described: unknown) => described };
  return pino({ level, base: undefined, serializers, formatters: { log: loggedFields }, hooks }, stream);
}

/** Pino takes the text of an error for the message where there is none, and puts values into messages. */
const hooks: LoggerOptionsOfPino['hooks'] = {
  logMethod([first, ...rest]: unknown[], method) {
    const fields = first instanceof Error ? { err: first } : first;
    const message = rest.find(each => typeof each === 'string');
    if (typeof fields === 'string') method.call(this, fields);
    else method.call(this, fields as object, message ?? 'no message');
  },
};
