import { groupRows } from '../find-lines.ts';
import { enclose } from '../segment.ts';
import type { UprightWord } from '../segment.ts';
import type { Grid } from './find-grids.ts';
import { divideColumns } from './divide-columns.ts';
import { splitUnruledRows } from './split-unruled-rows.ts';
import { dropEmpty } from './table.ts';
import type { Cell, Table } from './table.ts';

/** Puts the words of a page into the cells of a grid; nothing where the grid turns out to be a frame or a chart. */
export function fillGrid(
  grid: Grid,
  words: UprightWord[],
): { table: Table; words: UprightWord[] } | undefined {
  const inside = words.filter(word => isInside(word, grid));
  if (inside.length === 0) return undefined;
  const cells = new Map<string, UprightWord[]>();
  for (const word of inside) {
    const row = findBand(grid.rows, (word.top + word.bottom) / 2);
    const column = findBand(grid.columns, (word.left + word.right) / 2);
    const key = findAnchor(grid, row, column);
    cells.set(key, [...(cells.get(key) ?? []), word]);
  }
  const rows = grid.rows
    .slice(1)
    .map((_, row) =>
      grid.columns.slice(1).map((__, column): Cell => groupRows(cells.get(`${row},${column}`) ?? [])),
    );
  const divided = divideColumns(rows);
  const filled = dropEmpty(divided.flatMap(row => splitUnruledRows(row)));
  if (filled.length < 2 || (filled[0]?.length ?? 0) < 2) return undefined;
  return { table: { ...enclose([...inside, grid]), rows: filled }, words: inside };
}

function isInside(word: UprightWord, grid: Grid): boolean {
  const x = (word.left + word.right) / 2;
  const y = (word.top + word.bottom) / 2;
  return x > grid.left - 1 && x < grid.right + 1 && y > grid.top - 1 && y < grid.bottom + 1;
}

function findBand(borders: number[], place: number): number {
  const next = borders.findIndex(border => border > place);
  return Math.min(Math.max((next < 0 ? borders.length : next) - 1, 0), borders.length - 2);
}

/** A cell that spans others is known by its first row and column: walk up and left while no line is in the way. */
function findAnchor(grid: Grid, row: number, column: number): string {
  while (column > 0 && !hasVertical(grid, row, column)) column--;
  while (row > 0 && !hasHorizontal(grid, row, column)) row--;
  return `${row},${column}`;
}

function hasVertical(grid: Grid, row: number, column: number): boolean {
  const y = (grid.rows[row]! + grid.rows[row + 1]!) / 2;
  const x = grid.columns[column]!;
  return grid.vertical.some(rule => Math.abs(rule.at - x) <= 4 && rule.from - 1 <= y && rule.to + 1 >= y);
}

function hasHorizontal(grid: Grid, row: number, column: number): boolean {
  const x = (grid.columns[column]! + grid.columns[column + 1]!) / 2;
  const y = grid.rows[row]!;
  return grid.horizontal.some(rule => Math.abs(rule.at - y) <= 4 && rule.from - 1 <= x && rule.to + 1 >= x);
}
