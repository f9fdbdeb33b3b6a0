import type { UprightWord } from './segment.ts';

const maxSpace = 1.8;
const tolerance = 0.1;
const minRun = 3;
const maxStretchAfterStop = 2.3;

/**
 * Finds the wide gaps that are spaces all the same: justified lines stretch all of their spaces alike, which columns
 * never are. Returns the indices of the words behind such gaps.
 */
export function findJustifiedGaps(row: UprightWord[]): Set<number> {
  const gaps = row.map((word, index) =>
    index === 0 ? Infinity : (word.left - row[index - 1]!.right) / word.source.fontSize,
  );
  const justified = new Set<number>();
  for (let from = 1; from < row.length;) {
    let to = from;
    while (to < row.length && isSpace(gaps, from, to) && isProse(row[to]!)) to++;
    if (to - from >= minRun && gaps[from]! < maxSpace) {
      for (let index = from; index < to; index++) justified.add(index);
    }
    from = Math.max(to, from + 1);
  }
  return addStops(row, gaps, justified);
}

function isSpace(gaps: number[], first: number, index: number): boolean {
  return Math.abs(gaps[index]! - gaps[first]!) < tolerance;
}

// Figures are set in columns of equal width.
function isProse(word: UprightWord): boolean {
  return /\p{L}/u.test(word.source.text);
}

/** Behind a full stop many writers put two spaces. */
function addStops(row: UprightWord[], gaps: number[], justified: Set<number>): Set<number> {
  const around = (index: number): number => Math.max(gaps[index - 1] ?? 0, gaps[index + 1] ?? 0);
  for (let index = 2; index < row.length - 1; index++) {
    const stops = /[.!?:;,]$/u.test(row[index - 1]!.source.text);
    const even = Math.abs(gaps[index - 1]! - gaps[index + 1]!) < tolerance;
    if (stops && even && gaps[index]! < Math.min(maxSpace, maxStretchAfterStop * around(index))) {
      justified.add(index);
    }
  }
  return justified;
}
