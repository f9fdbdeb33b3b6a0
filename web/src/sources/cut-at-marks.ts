import type { Range } from './locate-quote.ts';

export interface Piece {
  start: number;
  end: number;
  isMarked: boolean;
}

/** Cuts [start, end) of a page where marks begin and end. The pieces are in order and cover it without a gap. */
export function cutAtMarks([start, end]: Range, marked: Range[]): Piece[] {
  const pieces: Piece[] = [];
  let from = start;
  for (const [markStart, markEnd] of marked.toSorted(([a], [b]) => a - b)) {
    const first = Math.max(from, markStart);
    const last = Math.min(end, markEnd);
    if (first >= last) continue;
    if (first > from) pieces.push({ start: from, end: first, isMarked: false });
    pieces.push({ start: first, end: last, isMarked: true });
    from = last;
  }
  if (from < end) pieces.push({ start: from, end, isMarked: false });
  return pieces;
}
