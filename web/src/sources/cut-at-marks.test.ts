import { expect, test } from 'vitest';
import { cutAtMarks } from './cut-at-marks.ts';
import type { Range } from './locate-quote.ts';

const text = 'one two three four';
const cut = (part: Range, marked: Range[]) =>
  cutAtMarks(part, marked).map(({ start, end, isMarked }) =>
    isMarked ? `<${text.slice(start, end)}>` : text.slice(start, end),
  );

test('a mark in the middle leaves the words before and after it', () => {
  expect(cut([0, 18], [[4, 7]])).toEqual(['one ', '<two>', ' three four']);
});

test('a mark that runs over the end of a paragraph is marked up to the end', () => {
  expect(cut([4, 7], [[0, 13]])).toEqual(['<two>']);
});

test('marks that overlap or come out of order mark each word once', () => {
  expect(
    cut(
      [0, 18],
      [
        [8, 18],
        [4, 13],
      ],
    ),
  ).toEqual(['one ', '<two three>', '< four>']);
});

test('without a mark the text stays in one piece', () => {
  expect(cut([0, 18], [])).toEqual([text]);
  expect(cut([0, 3], [[8, 13]])).toEqual(['one']);
});
