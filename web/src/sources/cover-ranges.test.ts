import { expect, test } from 'vitest';
import { coverRanges } from './cover-ranges.ts';
import type { PageWord } from '#api/documents.ts';

// "The tidal gate" on one line, "opens" on the next, "Notes" in a column to the right of the first.
const words: PageWord[] = [
  [0, 3, 10, 10, 20, 10],
  [4, 9, 34, 10, 30, 10],
  [10, 14, 68, 11, 24, 10],
  [15, 20, 10, 24, 32, 10],
  [21, 26, 300, 10, 30, 10],
];

test('a sentence over two lines is two rectangles, each as long as its words', () => {
  expect(coverRanges(words, [[4, 20]])).toEqual([
    { x: 34, y: 10, width: 58, height: 11 },
    { x: 10, y: 24, width: 32, height: 10 },
  ]);
});

test('a word that is only touched is covered whole, its neighbour is not', () => {
  expect(coverRanges(words, [[5, 6]])).toEqual([{ x: 34, y: 10, width: 30, height: 10 }]);
});

test('what stands in another column is not bridged', () => {
  expect(coverRanges([words[2]!, words[4]!], [[10, 26]])).toHaveLength(2);
});

test('no words, no rectangles', () => {
  expect(coverRanges(words, [])).toEqual([]);
  expect(coverRanges([], [[0, 20]])).toEqual([]);
});
