import { findLines } from './find-lines.ts';
import type { Gutter } from './find-gutters.ts';
import type { Line, Segment } from './segment.ts';
import { isWrapped } from './tables/is-wrapped.ts';

/**
 * Tells the gap between two columns of a table from the gap between two columns of prose. The rows of a table share
 * baselines across the gap; the lines of prose run full, so that each next word had no room in the line before.
 */
export function isTableGutter(gutter: Gutter): boolean {
  if (holdsCards(gutter.leftSegments) && holdsCards(gutter.rightSegments)) return false;
  const left = describeSide(gutter.leftSegments);
  const right = describeSide(gutter.rightSegments);
  const aligned = alignedShare(left.lines, right.lines);
  const lines = Math.min(left.lines.length, right.lines.length);
  if (lines < 3 && aligned > 0.5) return true;
  // A few short pieces beside each other are no columns of prose, wherever their baselines run.
  if (lines < 5 && Math.max(left.wordsPerLine, right.wordsPerLine) < 3) return true;
  if (lines < 3) return false;
  if (left.wrappedShare > 0.4 && right.wrappedShare > 0.4) return false;
  if (aligned > 0.8 && left.wrappedShare < 0.2 && right.wrappedShare < 0.2) return true;
  return aligned > 0.6 && Math.min(left.wordsPerLine, right.wordsPerLine) < 4;
}

const minCardLines = 3;

/** Names with addresses beside each other, as authors stand above a paper: each is read to its end. */
function holdsCards(segments: Segment[]): boolean {
  const addresses = segments.filter(({ words }) =>
    words.some(({ source }) => /\S@\S+\.\S/u.test(source.text)),
  );
  return addresses.length > 0 && findLines(segments).length >= minCardLines * addresses.length;
}

interface Side {
  lines: Line[];
  wordsPerLine: number;
  /** How many line breaks are there because the line was full. */
  wrappedShare: number;
}

function describeSide(segments: Segment[]): Side {
  const lines = findLines(segments);
  const right = Math.max(...segments.map(segment => segment.right));
  const wrapped = lines.filter((line, index) => index > 0 && isProseBreak(lines[index - 1]!, line, right));
  const words = segments.reduce((sum, segment) => sum + segment.words.length, 0);
  return {
    lines,
    wordsPerLine: words / segments.length,
    wrappedShare: wrapped.length / Math.max(1, lines.length - 1),
  };
}

function isProseBreak(above: Line, below: Line, right: number): boolean {
  const [first, ...others] = above.segments;
  if (!first || others.length > 0 || below.segments.length > 1 || first.words.length < 3) return false;
  return isWrapped(first.words, below.segments[0]!.words, right);
}

/** The share of lines, on the side that has fewer, with a line at the same height on the other side. */
function alignedShare(left: Line[], right: Line[]): number {
  const [fewer, more] = left.length < right.length ? [left, right] : [right, left];
  const heights = more.map(line => line.bottom);
  const aligned = fewer.filter(line =>
    heights.some(height => Math.abs(height - line.bottom) < 0.35 * line.fontSize),
  );
  return aligned.length / fewer.length;
}
