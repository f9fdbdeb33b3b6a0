import { destination, pino } from 'pino';
import type { Logger } from 'pino';
import pretty from 'pino-pretty';

export type { Logger } from 'pino';

export interface LoggerOptions {
  /** A level of pino's, or `auto`: warn for a person, info for a collector. */
  level: string;
  /** Readable lines for a person instead of JSON. */
  pretty: boolean;
}

/** Structured JSON on stdout, or readable lines on a terminal. */
export function createLogger(options: LoggerOptions): Logger {
  const stream = options.pretty
    ? pretty({ colorize: true, translateTime: 'SYS:HH:MM:ss', ignore: 'pid,hostname', sync: true })
    : destination({ dest: 1, sync: false });
  const level = options.level === 'auto' ? (options.pretty ? 'warn' : 'info') : options.level;
  return pino({ level, base: undefined }, stream);
}
