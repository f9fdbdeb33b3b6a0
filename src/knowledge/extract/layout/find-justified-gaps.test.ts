import { expect, test } from 'vitest';
import type { PdfWord } from '../pdf/pdf-engine.ts';
import { findJustifiedGaps } from './find-justified-gaps.ts';
import type { UprightWord } from './segment.ts';

/** Words of 30 points in a font of 10, each as far behind the one before as told. */
function rowOf(...parts: [text: string, gap: number][]): UprightWord[] {
  let right = 0;
  return parts.map(([text, gap]) => {
    const left = right + gap;
    right = left + 30;
    return { left, right, top: 0, bottom: 10, source: { text, fontSize: 10 } as PdfWord };
  });
}

test('a line stretched to the margin is one line, up to the next column', () => {
  const row = rowOf(['schedule', 0], ['at', 11], ['time', 11.2], ['of', 10.9], ['Lead', 40]);
  expect([...findJustifiedGaps(row)]).toEqual([1, 2, 3]);
});

test('two spaces behind a full stop do not break the line', () => {
  const row = rowOf(['is', 0], ['released.', 5], ['While', 10], ['we', 5], ['strive', 5]);
  expect(findJustifiedGaps(row)).toContain(2);
});

test('figures and words at uneven distances are columns', () => {
  expect(findJustifiedGaps(rowOf(['12', 0], ['13', 12], ['14', 12], ['15', 12])).size).toBe(0);
  expect(findJustifiedGaps(rowOf(['Port', 0], ['Ferries', 12], ['Guests', 17], ['Boats', 9])).size).toBe(0);
});
