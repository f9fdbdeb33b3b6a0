import { expect, test } from 'vitest';
import { splitCitations, withoutOpenMarker } from './split-citations.ts';

test('markers become numbers and the words around them stay as they are', () => {
  expect(splitCitations('It stood still [1] for 74 days [2][13].')).toEqual([
    'It stood still ',
    1,
    ' for 74 days ',
    2,
    13,
    '.',
  ]);
});

test('one pair of brackets may cite several passages', () => {
  expect(splitCitations('so [1, 2,3]')).toEqual(['so ', 1, 2, 3]);
});

test('brackets that hold no passage number are left alone', () => {
  const text = 'a[i] and [sic] and [2025] and [] and [1-2]';
  expect(splitCitations(text)).toEqual([text]);
});

test('Thai text without spaces is cut at the marker alone', () => {
  expect(splitCitations('หยุดให้น้ำ[3]เจ็ดวัน')).toEqual(['หยุดให้น้ำ', 3, 'เจ็ดวัน']);
});

test('half a marker at the end of a stream is held back, a whole one is not', () => {
  expect(withoutOpenMarker('for 74 days [1')).toBe('for 74 days ');
  expect(withoutOpenMarker('for 74 days [')).toBe('for 74 days ');
  expect(withoutOpenMarker('for 74 days [1]')).toBe('for 74 days [1]');
  expect(withoutOpenMarker('see [the report')).toBe('see [the report');
});
