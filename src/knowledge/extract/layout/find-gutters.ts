import { enclose } from './segment.ts';
import type { Segment } from './segment.ts';
import type { Rule } from './tables/snap-rulings.ts';

/** An empty strip with text on both sides. */
export interface Gutter {
  left: number;
  right: number;
  top: number;
  bottom: number;
  leftSegments: Segment[];
  rightSegments: Segment[];
  /** How much text, in points of height, stands on the poorer side. */
  score: number;
}

const minWidthInFontSizes = 0.8;
const maxCandidates = 12;
// What stands far below with nothing in between is no part of the same columns.
const maxEmptyInFontSizes = 6;

/** Lists the gutters of a region, those along most text first. */
export function findGutters(segments: Segment[], rules: Rule[]): Gutter[] {
  const byTop = segments.toSorted((a, b) => a.top - b.top);
  const minWidth = minWidthInFontSizes * medianFontSize(segments);
  const edges = new Set(segments.map(segment => Math.round(segment.left)));
  return [...edges]
    .flatMap(edge => findRuns(byTop, rules, edge - minWidth, edge - 0.5))
    .filter(gutter => gutter.leftSegments.length >= 2 && gutter.rightSegments.length >= 2)
    .toSorted((a, b) => b.score - a.score || b.right - b.left - (a.right - a.left))
    .slice(0, maxCandidates);
}

function medianFontSize(segments: Segment[]): number {
  const sizes = segments.map(segment => segment.fontSize).sort((a, b) => a - b);
  return sizes[Math.floor(sizes.length / 2)] ?? 10;
}

/** The parts of a vertical strip between the lines that cross it. */
function findRuns(byTop: Segment[], rules: Rule[], left: number, right: number): Gutter[] {
  const runs: Gutter[] = [];
  let leftSide: Segment[] = [];
  let rightSide: Segment[] = [];
  const barriers = rules.filter(rule => isBarrier(rule, left, right)).map(rule => rule.at);
  let nextBarrier = 0;
  const finish = (): void => {
    if (leftSide.length > 0 && rightSide.length > 0) runs.push(makeGutter(leftSide, rightSide));
    leftSide = [];
    rightSide = [];
  };
  let bottom = Infinity;
  for (const segment of byTop) {
    if (segment.top - bottom > maxEmptyInFontSizes * segment.fontSize) finish();
    bottom = Math.max(bottom === Infinity ? -Infinity : bottom, segment.bottom);
    while (nextBarrier < barriers.length && barriers[nextBarrier]! < (segment.top + segment.bottom) / 2) {
      finish();
      nextBarrier++;
    }
    if (segment.right <= left + 0.5) leftSide.push(segment);
    else if (segment.left >= right - 0.5) rightSide.push(segment);
    else finish();
  }
  finish();
  return runs;
}

// A horizontal rule across the strip parts what is above from what is below, as the rules of a table do.
function isBarrier(rule: Rule, left: number, right: number): boolean {
  return rule.from < left - 10 && rule.to > right + 10;
}

function makeGutter(left: Segment[], right: Segment[]): Gutter {
  const [leftWhole, rightWhole] = [enclose(left), enclose(right)];
  const shared = {
    top: Math.max(leftWhole.top, rightWhole.top),
    bottom: Math.min(leftWhole.bottom, rightWhole.bottom),
  };
  const leftSegments = keepColumn(left, shared);
  const rightSegments = keepColumn(right, shared);
  const [leftBox, rightBox] = [enclose(leftSegments), enclose(rightSegments)];
  return {
    left: leftBox.right,
    right: rightBox.left,
    top: Math.min(leftBox.top, rightBox.top),
    bottom: Math.max(leftBox.bottom, rightBox.bottom),
    leftSegments,
    rightSegments,
    score: Math.min(textHeight(leftSegments), textHeight(rightSegments)),
  };
}

/**
 * A column ends where, above or below all that stands beside it, a line sticks out of its edges: a title above
 * two columns may happen to lie on one side of the gutter.
 */
function keepColumn(segments: Segment[], shared: { top: number; bottom: number }): Segment[] {
  const middle = (segment: Segment): number => (segment.top + segment.bottom) / 2;
  const beside = segments.filter(
    segment => middle(segment) >= shared.top && middle(segment) <= shared.bottom,
  );
  if (beside.length < 2) return segments;
  const column = enclose(beside);
  const slack = 2 * segments[0]!.fontSize + 0.15 * (column.right - column.left);
  const intruders = segments
    .filter(segment => segment.left < column.left - slack || segment.right > column.right + slack)
    .map(middle);
  const from = Math.max(-Infinity, ...intruders.filter(place => place < shared.top));
  const to = Math.min(Infinity, ...intruders.filter(place => place > shared.bottom));
  return segments.filter(segment => middle(segment) > from && middle(segment) < to);
}

function textHeight(segments: Segment[]): number {
  const rows = new Set(
    segments.map(segment => Math.round((segment.top + segment.bottom) / 2 / segment.fontSize)),
  );
  return rows.size * (segments[0]?.fontSize ?? 10);
}
