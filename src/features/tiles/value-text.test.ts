import { expect, test } from 'vitest';
import { addExactly, squareExactly, valueFromJson, valueToText } from './value-text.ts';

test.each([
  null,
  true,
  false,
  0,
  -1.5,
  2 ** 53 - 1,
  2n ** 70n,
  -(2n ** 64n),
  'text',
  '',
  '123n',
  Number.NaN,
  -Infinity,
])('%s is the same after it was written and read', value => {
  expect(valueFromJson(JSON.parse(valueToText(value)))).toEqual(value);
});

test('a big integer that is a safe number is written like it', () => {
  expect(valueToText(5n)).toBe(valueToText(5));
  expect(valueToText(-0)).toBe('0');
});

test('sums and squares stay exact beyond 2^53, and come back below it', () => {
  const large = Number.MAX_SAFE_INTEGER;
  expect(addExactly(large, large)).toBe(2n * BigInt(large));
  expect(addExactly(addExactly(large, large), -large)).toBe(large);
  expect(squareExactly(10 ** 12)).toBe(10n ** 24n);
  expect(squareExactly(-3)).toBe(9);
});
