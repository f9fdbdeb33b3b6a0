import type { Rule } from './tables/snap-rulings.ts';
import { findGutters } from './find-gutters.ts';
import type { Gutter } from './find-gutters.ts';
import { isTableGutter } from './is-table-gutter.ts';
import { runsRightToLeft } from '../text/right-to-left.ts';
import type { Segment } from './segment.ts';

const maxDepth = 12;

/**
 * Recursive XY-cut: splits a region at its strongest column gutter into what stands above, left, right and below,
 * and those again. A gutter between the columns of a table does not count. Returns leaves in reading order.
 */
export function cutColumns(segments: Segment[], rules: Rule[], depth = 0): Segment[][] {
  if (segments.length < 4 || depth >= maxDepth) return [segments];
  const gutter = findGutters(segments, rules).find(candidate => !isTableGutter(candidate));
  if (!gutter) return [segments];
  return splitAround(segments, gutter)
    .filter(region => region.length > 0)
    .flatMap(region => cutColumns(region, rules, depth + 1));
}

function splitAround(segments: Segment[], gutter: Gutter): Segment[][] {
  const inside = new Set([...gutter.leftSegments, ...gutter.rightSegments]);
  const above = segments.filter(
    segment => !inside.has(segment) && segment.top + segment.bottom < 2 * gutter.top,
  );
  const aboveSet = new Set(above);
  const below = segments.filter(segment => !inside.has(segment) && !aboveSet.has(segment));
  const columns = [gutter.leftSegments, gutter.rightSegments];
  return [above, ...(isReadFromRight(segments) ? columns.reverse() : columns), below];
}

function isReadFromRight(segments: Segment[]): boolean {
  return runsRightToLeft(segments.flatMap(segment => segment.words.map(word => word.source.text)));
}
