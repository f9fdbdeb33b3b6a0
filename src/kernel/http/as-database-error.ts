import type { AppError } from '../errors/app-error.ts';
import { InvalidInput, Overloaded, StateConflict } from '../errors/common-errors.ts';

/** SQLSTATE (PostgreSQL documentation, appendix A): the database is busy or away, and a later try may work. */
const busy = /^(08...|53...|55P03|57014|57P0[123]|40001|40P01)$/;
const away = /^(ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|ENOTFOUND)$/;
/** What the driver says of a connection that broke under a query, without a code. */
const broken = /^(Connection terminated|Client has encountered a connection error|Client was closed)/;
/** Rooms look for a parent before they write; who deletes it between the two meets this. */
const FOREIGN_KEY = '23503';
/** Characters PostgreSQL cannot store: U+0000 and halves of surrogate pairs. */
const unstorable = /^(22021|22P05)$/;

/** The few database errors that mean something to a caller. Their text may hold tenants' data: it stays inside. */
export function asDatabaseError(error: unknown): AppError | undefined {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (busy.test(code) || away.test(code) || isBroken(error, code)) {
    return new Overloaded('The database does not answer right now.', { retryAfterSeconds: 1, cause: error });
  }
  if (code === FOREIGN_KEY)
    return new StateConflict('What this refers to was deleted meanwhile.', 'Read it again.');
  if (unstorable.test(code)) return new InvalidInput('Text may not contain the character U+0000.');
  return undefined;
}

const isBroken = (error: unknown, code: string): boolean =>
  code === '' && error instanceof Error && broken.test(error.message);
