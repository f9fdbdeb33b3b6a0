import { expect, test } from 'vitest';
import { asDatabaseError } from './as-database-error.ts';

const failure = (code: string): Error => Object.assign(new Error('with a tenant’s words'), { code });

test.each([
  ['a deadlock', '40P01', 503],
  ['a parent that was deleted meanwhile', '23503', 409],
  ['a character that cannot be stored', '22021', 400],
])('%s means something to a caller, without the database’s words', (_what, code, status) => {
  const error = asDatabaseError(failure(code));
  expect(error).toMatchObject({ status });
  expect(error!.message).not.toContain('tenant');
});

test('other failures of the database are nobody’s business', () => {
  expect(asDatabaseError(failure('42P01'))).toBeUndefined();
});

test.each([
  'Connection terminated unexpectedly',
  'Client has encountered a connection error and is not queryable',
])('a connection that broke (%s) is a database that is away', message => {
  expect(asDatabaseError(new Error(message))).toMatchObject({ status: 503, code: 'overloaded' });
  expect(asDatabaseError(new Error(`The ${message}`))).toBeUndefined();
});
