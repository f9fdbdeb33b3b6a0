import { expect, test } from 'vitest';
import { boxesOfSpans } from './boxes-of-spans.ts';

const page = {
  number: 3,
  words: [
    [0, 4, 100, 50, 40, 10],
    [5, 9, 145, 50.4, 40, 10],
    [10, 14, 100, 64, 40, 10],
    [15, 19, 320, 64, 40, 10],
  ],
};

test('words side by side share one rectangle, each line has its own', () => {
  expect(boxesOfSpans([[3, 0, 14]], [page])).toEqual([
    [3, 100, 50, 85, 10.4],
    [3, 100, 64, 40, 10],
  ]);
});

test('a gap as wide as between columns is not covered', () => {
  expect(boxesOfSpans([[3, 10, 19]], [page])).toEqual([
    [3, 100, 64, 40, 10],
    [3, 320, 64, 40, 10],
  ]);
});

test('only words that the span touches count, and only on its page', () => {
  expect(boxesOfSpans([[3, 6, 7]], [page])).toEqual([[3, 145, 50.4, 40, 10]]);
  expect(boxesOfSpans([[4, 0, 20]], [page])).toEqual([]);
});
