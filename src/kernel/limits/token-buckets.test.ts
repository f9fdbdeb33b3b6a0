import { expect, test } from 'vitest';
import { TokenBuckets } from './token-buckets.ts';

function open() {
  let nowMs = 0;
  const clock = { now: () => new Date(0), elapsedMs: () => nowMs };
  const buckets = new TokenBuckets({ perSecond: 2, burst: 3, clock });
  return { buckets, pass: (ms: number) => (nowMs += ms) };
}

test('after a rest a burst passes, then only what flows in', () => {
  const { buckets, pass } = open();
  expect([1, 2, 3, 4].map(() => buckets.take('a'))).toEqual([0, 0, 0, 500]);
  pass(499);
  expect(buckets.take('a')).toBeGreaterThan(0);
  pass(1);
  expect(buckets.take('a')).toBe(0);
});

test('what one takes is not missing to another', () => {
  const { buckets } = open();
  for (let n = 0; n < 5; n++) buckets.take('greedy');
  expect(buckets.look('greedy')).toBeGreaterThan(0);
  expect(buckets.take('modest')).toBe(0);
});

test('a rest however long saves up no more than one burst', () => {
  const { buckets, pass } = open();
  buckets.take('a');
  pass(3_600_000);
  expect([1, 2, 3, 4].map(() => buckets.take('a'))).toEqual([0, 0, 0, 500]);
});

test('a million strangers do not fill the memory', () => {
  const { buckets } = open();
  for (let n = 0; n < 4; n++) buckets.take('old');
  for (let n = 0; n < 25_000; n++) buckets.take(`address ${n}`);
  // Forgotten, and so as good as new.
  expect(buckets.take('old')).toBe(0);
});
