import { isItemMark } from './blocks/list-marker.ts';
import { findJustifiedGaps } from './find-justified-gaps.ts';
import { enclose } from './segment.ts';
import type { Line, Rectangle, Segment, UprightWord } from './segment.ts';

const maxMarkerGap = 3;

interface Row<T> {
  parts: T[];
  top: number;
  bottom: number;
}

// Only the last rows can still overlap, for the parts come sorted.
const openRows = 3;

/** Groups anything with edges into rows that share a baseline, top to bottom, each from left to right. */
export function groupRows<T extends Rectangle>(parts: T[]): T[][] {
  const rows: Row<T>[] = [];
  for (const part of parts.toSorted(byMiddle)) {
    const row = findRow(rows, part);
    if (!row) {
      rows.push({ parts: [part], top: part.top, bottom: part.bottom });
      continue;
    }
    row.parts.push(part);
    // A tall initial must not swallow the lines beside it: the row keeps the height of its usual words.
    const height = row.bottom - row.top;
    if (part.bottom - part.top >= height * 0.8 && part.bottom - part.top < height * 1.3) {
      row.top = Math.min(row.top, part.top);
      row.bottom = Math.max(row.bottom, part.bottom);
    }
  }
  return rows.sort(byMiddle).map(row => row.parts.sort(byLeft));
}

function findRow<T>(rows: Row<T>[], part: Rectangle): Row<T> | undefined {
  for (let index = Math.max(0, rows.length - openRows); index < rows.length; index++) {
    if (sharesBaseline(rows[index]!, part)) return rows[index];
  }
  return undefined;
}

function byMiddle(a: { top: number; bottom: number }, b: { top: number; bottom: number }): number {
  return a.top + a.bottom - b.top - b.bottom;
}

function byLeft(a: Rectangle, b: Rectangle): number {
  return a.left - b.left;
}

function sharesBaseline(row: { top: number; bottom: number }, part: Rectangle): boolean {
  const overlap = Math.min(row.bottom, part.bottom) - Math.max(row.top, part.top);
  const smaller = Math.min(row.bottom - row.top, part.bottom - part.top);
  return overlap > smaller * 0.5;
}

/** Cuts the words of each row at gaps that are wider than a space can be. */
export function findSegments(words: UprightWord[]): Segment[] {
  return groupRows(words).flatMap(row => joinMarker(splitRow(row)));
}

/** The mark of a list item stands apart from its text, yet it is no column of its own. */
function joinMarker(segments: Segment[]): Segment[] {
  const [mark, text, ...rest] = segments;
  if (!mark || !text || mark.words.length > 1 || !isItemMark(mark.words[0]!)) return segments;
  if (text.left - mark.right > maxMarkerGap * text.fontSize) return segments;
  return [makeSegment([...mark.words, ...text.words]), ...rest];
}

function splitRow(row: UprightWord[]): Segment[] {
  const segments: Segment[] = [];
  const justified = findJustifiedGaps(row);
  let current: UprightWord[] = [];
  let right = -Infinity;
  for (const [index, word] of row.entries()) {
    const previous = current.at(-1);
    if (previous && word.left - right > maxGap(previous, word) && !justified.has(index)) {
      segments.push(makeSegment(current));
      current = [];
    }
    current.push(word);
    right = current.length === 1 ? word.right : Math.max(right, word.right);
  }
  if (current.length > 0) segments.push(makeSegment(current));
  return segments;
}

function maxGap(previous: UprightWord, next: UprightWord): number {
  return 0.85 * Math.max(previous.source.fontSize, next.source.fontSize);
}

function makeSegment(words: UprightWord[]): Segment {
  return { ...enclose(words), words, fontSize: usualFontSize(words) };
}

function usualFontSize(words: UprightWord[]): number {
  const sizes = words.map(word => word.source.fontSize).sort((a, b) => a - b);
  return sizes[Math.floor(sizes.length / 2)] ?? 10;
}

/** Puts segments on common baselines together. */
export function findLines(segments: Segment[]): Line[] {
  return groupRows(segments).map(row => ({
    ...enclose(row),
    segments: row,
    fontSize: Math.max(...row.map(segment => segment.fontSize)),
  }));
}
