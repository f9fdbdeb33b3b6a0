import { expect, test } from 'vitest';
import { isId } from '../ids.ts';
import { requestIdOf } from './request-id.ts';

const given = (id: string | string[] | undefined) => requestIdOf({ headers: { 'x-request-id': id } });

test('a sane request id is kept', () => {
  expect(given('trace-7f3a.1:b_2')).toBe('trace-7f3a.1:b_2');
});

test.each([
  undefined,
  '',
  'short',
  'with space in it',
  'line\nbreak-line',
  '"quoted-id"',
  'x'.repeat(129),
  ['a', 'b'],
])('anything else (%j) is replaced', id => {
  const made = given(id as string);
  expect(made).not.toBe(id);
  expect(isId(made)).toBe(true);
});
