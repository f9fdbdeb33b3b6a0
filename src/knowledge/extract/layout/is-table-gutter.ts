import type { Gutter } from './find-gutters.ts';
import type { Segment } from './segment.ts';

/**
 * Tells the gap between two columns of a table from the gap between two columns of prose: a table's rows share
 * baselines across the gap and its cells are short.
 */
export function isTableGutter(gutter: Gutter): boolean {
  const left = describeSide(gutter.leftSegments);
  const right = describeSide(gutter.rightSegments);
  const aligned = alignedShare(gutter.leftSegments, gutter.rightSegments);
  if (left.lines < 3 || right.lines < 3) return aligned > 0.5;
  const prose = Math.min(left.wordsPerLine, right.wordsPerLine) >= 4;
  return prose ? false : aligned > 0.6;
}

function describeSide(segments: Segment[]): { lines: number; wordsPerLine: number } {
  const words = segments.reduce((sum, segment) => sum + segment.words.length, 0);
  return { lines: segments.length, wordsPerLine: words / segments.length };
}

/** The share of lines, on the side that has fewer, with a line at the same height on the other side. */
function alignedShare(left: Segment[], right: Segment[]): number {
  const [fewer, more] = left.length < right.length ? [left, right] : [right, left];
  const heights = more.map(segment => (segment.top + segment.bottom) / 2);
  const aligned = fewer.filter(segment => {
    const middle = (segment.top + segment.bottom) / 2;
    return heights.some(height => Math.abs(height - middle) < 0.3 * segment.fontSize);
  });
  return aligned.length / fewer.length;
}
