import { expect, test } from 'vitest';
import type { PdfWord } from '../pdf/pdf-engine.ts';
import { orderWords } from './order-words.ts';
import type { UprightWord } from './segment.ts';

/** Words as they stand on a line from left to right; `+` before one: no space parts it from the one before. */
function lineOf(seen: string): UprightWord[] {
  return seen.split(' ').map((word, index) => ({
    left: index * 50,
    right: index * 50 + 40,
    top: 0,
    bottom: 10,
    source: { text: word.replace('+', '') } as PdfWord,
    ...(word.startsWith('+') ? { glued: true } : {}),
  }));
}

function read(seen: string): string {
  return orderWords(lineOf(seen))
    .map((word, index) => (index > 0 && !word.glued ? ' ' : '') + word.source.text)
    .join('');
}

test('a line of Hebrew is read from the right, Latin words and numbers in it from the left', () => {
  expect(read('מהנמל 08:30 בשעה Quarry Ferry המעבורת')).toBe('המעבורת Quarry Ferry בשעה 08:30 מהנמל');
});

test('letters that are drawn one by one become a word', () => {
  expect(read('ة +ر +ب +ع سعر')).toBe('سعر عبرة');
});

test('the stop at the left end of a line comes last', () => {
  expect(read('.17:00 עד המשרד')).toBe('המשרד עד 17:00.');
});

test('Hebrew words in an English line keep their own order', () => {
  expect(read('He said עולם שלום and left')).toBe('He said שלום עולם and left');
  expect(read('Nothing is turned here')).toBe('Nothing is turned here');
});
