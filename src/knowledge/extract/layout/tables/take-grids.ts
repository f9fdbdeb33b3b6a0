import type { Segment, UprightWord } from '../segment.ts';
import { fillGrid } from './fill-grid.ts';
import { findGrids } from './find-grids.ts';
import type { Grid } from './find-grids.ts';
import type { Rules } from './snap-rulings.ts';

/** Ruled tables leave the flow of words before columns are sought: the gaps inside them are no gutters. */
export function takeGrids(rules: Rules, words: UprightWord[]): { tables: Segment[]; rest: UprightWord[] } {
  const tables: Segment[] = [];
  let rest = words;
  for (const grid of findGrids(rules).toSorted((a, b) => area(b) - area(a))) {
    const filled = fillGrid(grid, rest);
    if (!filled) continue;
    const taken = new Set(filled.words);
    rest = rest.filter(word => !taken.has(word));
    const fontSize = filled.words[0]?.source.fontSize ?? 10;
    tables.push({ ...filled.table, words: filled.words, fontSize, table: filled.table });
  }
  return { tables, rest };
}

function area(grid: Grid): number {
  return (grid.right - grid.left) * (grid.bottom - grid.top);
}
