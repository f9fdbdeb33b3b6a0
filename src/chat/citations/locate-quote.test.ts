import { expect, test } from 'vitest';
import { isQuotedAt, locateQuote } from './locate-quote.ts';

const page = { number: 2, text: 'The gate opens\nat 7:00 (summer). It closes at 19:00.' };

test('a quotation is found across line breaks', () => {
  expect(locateQuote('The gate opens at 7:00 (summer).', page)).toEqual([[2, 0, 32]]);
});

test('a quotation with an omission is found part by part', () => {
  expect(locateQuote('The gate opens … It closes at 19:00.', page)).toEqual([
    [2, 0, 14],
    [2, 33, 52],
  ]);
});

test('a quotation of which a part is gone is not found', () => {
  expect(locateQuote('The gate opens … It never closes.', page)).toBeUndefined();
});

test('spans are compared by what stands there', () => {
  expect(isQuotedAt([[2, 0, 32]], 'The gate opens at 7:00 (summer).', [page])).toBe(true);
  expect(isQuotedAt([[2, 1, 32]], 'The gate opens at 7:00 (summer).', [page])).toBe(false);
  expect(isQuotedAt([[3, 0, 32]], 'The gate opens at 7:00 (summer).', [page])).toBe(false);
  expect(isQuotedAt([], 'anything', [page])).toBe(false);
});
