import { expect, test } from 'vitest';
import { readCredits } from './read-credits.ts';

test('credits are read as whole micro-credits, without rounding', () => {
  expect(['5', '2.5', '0.1', '0.000001', '1.234567', '0', 'none'].map(readCredits)).toEqual([
    5_000_000,
    2_500_000,
    100_000,
    1,
    1_234_567,
    0,
    null,
  ]);
});

test.each(['', '-1', '1e3', '1.2345678', '1,5', 'NaN', '9999999999'])('“%s” is refused', text => {
  expect(() => readCredits(text)).toThrow('is no number of credits');
});
