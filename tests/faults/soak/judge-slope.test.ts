import { expect, test } from 'vitest';
import { judgeSlope, trendOf } from './judge-slope.ts';

const noise = (n: number): number => ((n * 7919) % 11) / 10;

test('a leak is told from noise, and one measurement that is far off means nothing', () => {
  const flat = Array.from({ length: 60 }, (_, n) => 80 + noise(n));
  expect(judgeSlope('heap MiB', flat)).toBeUndefined();
  expect(judgeSlope('heap MiB', flat.with(59, 300))).toBeUndefined();
  const leaking = flat.map((value, n) => value + n);
  expect(trendOf(leaking)).toBeCloseTo(59, 0);
  expect(judgeSlope('heap MiB', leaking)).toContain('heap MiB grows by');
});

test('what fills up in the first half alone is no leak', () => {
  const filling = Array.from({ length: 60 }, (_, n) => Math.min(40, 10 + n));
  expect(judgeSlope('sockets', filling)).toBeUndefined();
});
