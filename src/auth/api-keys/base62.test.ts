import { expect, test } from 'vitest';
import { encodeBase62 } from './base62.ts';

test.each([
  [0n, 1, '0'],
  [61n, 1, 'z'],
  [62n, 1, '10'],
  [62n, 4, '0010'],
  [2n ** 32n - 1n, 6, '4gfFC3'],
])('%i in base 62, at least %i wide, is %s', (value, width, text) => {
  expect(encodeBase62(value, width)).toBe(text);
});

test('256 bits fit 43 digits', () => {
  expect(encodeBase62(2n ** 256n - 1n, 43)).toHaveLength(43);
});
