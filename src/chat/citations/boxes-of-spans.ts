import type { SourcePage } from '#knowledge/documents/read-sources.ts';

export type Span = [page: number, start: number, end: number];
export type Box = [page: number, x: number, y: number, width: number, height: number];

/** Words on one line overlap in height by at least this share of the lower one. */
const SAME_LINE = 0.5;
/** Words this many line heights apart are in different columns, or not neighbours. */
const GAP_LINES = 2;

/** The rectangles that cover spans on their pages: one for each line; none where the format has no geometry. */
export function boxesOfSpans(spans: Span[], pages: Pick<SourcePage, 'number' | 'words'>[]): Box[] {
  return spans.flatMap(([number, start, end]) => {
    const words = pages.find(page => page.number === number)?.words ?? [];
    const boxes: Box[] = [];
    for (const [from = 0, to = 0, x = 0, y = 0, width = 0, height = 0] of words) {
      if (to <= start || from >= end) continue;
      const last = boxes.at(-1);
      if (last !== undefined && continuesLine(last, x, y, height)) extend(last, x, y, width, height);
      else boxes.push([number, x, y, width, height]);
    }
    return boxes.map(([page, ...measures]): Box => [
      page,
      ...(measures.map(round) as [number, number, number, number]),
    ]);
  });
}

function continuesLine([, left, top, width, high]: Box, x: number, y: number, height: number): boolean {
  const overlap = Math.min(top + high, y + height) - Math.max(top, y);
  const gap = x - (left + width);
  return overlap >= SAME_LINE * Math.min(high, height) && gap > -height && gap < GAP_LINES * height;
}

function extend(box: Box, x: number, y: number, width: number, height: number): void {
  const [, left, top, oldWidth, oldHeight] = box;
  const [right, bottom] = [Math.max(left + oldWidth, x + width), Math.max(top + oldHeight, y + height)];
  box[1] = Math.min(left, x);
  box[2] = Math.min(top, y);
  box[3] = right - box[1];
  box[4] = bottom - box[2];
}

const round = (points: number): number => Math.round(points * 100) / 100;
