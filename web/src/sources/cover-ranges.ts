import type { PageWord } from '#api/documents.ts';
import type { Range } from './locate-quote.ts';

/** In points from the page's top left corner. */
export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

/**
 * The rectangles under the words of some ranges: one for each stretch of a line, as a marker pen would draw them. A word that
 * a range only touches is covered whole.
 */
export function coverRanges(words: PageWord[], ranges: Range[]): Box[] {
  const boxes: Box[] = [];
  const covered = words.filter(([start, end]) => ranges.some(([from, to]) => start < to && end > from));
  for (const [, , x, y, width, height] of covered) {
    const box = { x, y, width, height };
    const last = boxes.at(-1);
    if (last && continuesLine(last, box)) boxes[boxes.length - 1] = unite(last, box);
    else boxes.push(box);
  }
  return boxes;
}

/** The next word on the same line, and not across the gap between two columns. */
function continuesLine(line: Box, next: Box): boolean {
  const shared = Math.min(line.y + line.height, next.y + next.height) - Math.max(line.y, next.y);
  const tall = Math.min(line.height, next.height);
  const gap = next.x - (line.x + line.width);
  return shared > tall / 2 && gap > -tall && gap < 2 * tall;
}

function unite(a: Box, b: Box): Box {
  const x = Math.min(a.x, b.x);
  const y = Math.min(a.y, b.y);
  const right = Math.max(a.x + a.width, b.x + b.width);
  const bottom = Math.max(a.y + a.height, b.y + b.height);
  return { x, y, width: right - x, height: bottom - y };
}
