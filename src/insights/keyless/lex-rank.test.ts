import { expect, test } from 'vitest';
import { compareTexts, lexRank, pickDiverse } from './lex-rank.ts';

const texts = [
  ['gate', 'open', 'tide'],
  ['gate', 'close', 'tide'],
  ['gate', 'open', 'close', 'tide'],
  ['ferry', 'ticket'],
];

test('what most others resemble is most central', () => {
  const ranks = lexRank(compareTexts(texts));
  expect(ranks.indexOf(Math.max(...ranks))).toBe(2);
  expect(ranks.reduce((sum, rank) => sum + rank, 0)).toBeCloseTo(1);
});

test('the second that is taken is unlike the first', () => {
  const likeness = compareTexts(texts);
  expect(pickDiverse(lexRank(likeness), likeness, { count: 2, lambda: 0.3 })).toEqual([2, 3]);
});

test('the same sentence is taken once', () => {
  const likeness = compareTexts([texts[0]!, texts[0]!, texts[3]!]);
  expect(pickDiverse(lexRank(likeness), likeness, { count: 3, lambda: 0.7 }).length).toBe(2);
});

test('texts without a word are no obstacle', () => {
  const likeness = compareTexts([[], [], ['gate']]);
  expect(lexRank(likeness).every(Number.isFinite)).toBe(true);
  expect(pickDiverse(lexRank(likeness), likeness, { count: 3, lambda: 0.7 })).toHaveLength(3);
});
