import { expect, test } from 'vitest';
import { runsRightToLeft, toLogicalWord } from './right-to-left.ts';

test.each([
  ['.שבת', 'שבת.'],
  ['20ו־', 'ו־20'],
  ['9:00מ־', 'מ־9:00'],
  ['.17:00', '17:00.'],
  ['שלום', 'שלום'],
])('%s on the page is read as %s', (seen, read) => {
  expect(toLogicalWord(seen)).toBe(read);
});

test('the direction of a line is that of most of its letters', () => {
  expect(runsRightToLeft(['שלום', 'עולם', 'Hi'])).toBe(true);
  expect(runsRightToLeft(['Hello', 'world', 'של'])).toBe(false);
  expect(runsRightToLeft(['2025', '–'])).toBe(false);
});
