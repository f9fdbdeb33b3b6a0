import { expect, test } from 'vitest';
import { narrowSpans } from './narrow-spans.ts';

// "abcde\nfghij": page 1 from 10, page 2 from 0.
const spans: [number, number, number][] = [
  [1, 10, 15],
  [2, 0, 5],
];

test.each([
  [1, 4, [[1, 11, 14]]],
  [6, 8, [[2, 0, 2]]],
  [
    3,
    8,
    [
      [1, 13, 15],
      [2, 0, 2],
    ],
  ],
  [0, 11, spans],
])('characters %i to %i of the passage stand at %j', (start, end, expected) => {
  expect(narrowSpans(spans, start, end)).toEqual(expected);
});

test('a passage that was not cut from pages has no spans to narrow', () => {
  expect(narrowSpans([], 0, 5)).toEqual([]);
});
