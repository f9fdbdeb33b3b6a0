import { findSegments, groupRows } from '../find-lines.ts';
import { enclose } from '../segment.ts';
import type { Cell, Segment, Table, UprightWord } from '../segment.ts';
import { divideColumns } from './divide-columns.ts';
import { splitUnruledRows } from './split-unruled-rows.ts';
import type { Grid } from './find-grids.ts';
import { dropEmpty } from './drop-empty.ts';

const maxIndentPoints = 2;

/** Puts the words of a page into the cells of a grid; nothing where the grid turns out to be a frame or a chart. */
export function fillGrid(
  grid: Grid,
  words: UprightWord[],
): { table: Table; words: UprightWord[] } | undefined {
  const inside = words.filter(word => isInside(word, grid));
  if (inside.length === 0) return undefined;
  const divided = divideColumns(placeWords(grid, inside));
  const filled = dropEmpty(divided.flatMap(row => splitUnruledRows(row)));
  if (filled.length < 2 || (filled[0]?.length ?? 0) < 2) return undefined;
  return { table: { ...enclose([...inside, grid]), rows: filled }, words: inside };
}

function isInside(word: UprightWord, grid: Grid): boolean {
  const x = (word.left + word.right) / 2;
  const y = (word.top + word.bottom) / 2;
  return x > grid.left - 1 && x < grid.right + 1 && y > grid.top - 1 && y < grid.bottom + 1;
}

function placeWords(grid: Grid, words: UprightWord[]): Cell[][] {
  const byAnchor = new Map<string, UprightWord[]>();
  for (const word of words) {
    const row = findBand(grid.rows, (word.top + word.bottom) / 2);
    const column = findBand(grid.columns, (word.left + word.right) / 2);
    const anchor = findAnchor(grid, row, column);
    byAnchor.set(anchor, [...(byAnchor.get(anchor) ?? []), word]);
  }
  const rows = grid.rows.slice(1).map(() => grid.columns.slice(1).map((): Cell => []));
  for (const [anchor, cellWords] of byAnchor) {
    const [row, column] = anchor.split(',').map(Number) as [number, number];
    placeLines(grid, rows[row]!, column, groupRows(cellWords));
  }
  return rows;
}

/**
 * A cell without inner lines may yet hold one value below each heading: then the headings' columns count. A line of
 * one piece belongs below the values that begin where it begins.
 */
function placeLines(grid: Grid, row: Cell[], anchorColumn: number, lines: UprightWord[][]): void {
  const spread = lines.map(line => spreadLine(grid, line));
  const starts = spread.flatMap(pieces => pieces ?? []);
  lines.forEach((line, index) => {
    const pieces = spread[index];
    if (!pieces) {
      const below = starts.find(({ segment }) => Math.abs(segment.left - line[0]!.left) < maxIndentPoints);
      row[below?.column ?? anchorColumn]!.push(line);
      return;
    }
    for (const { column, segment } of pieces) row[column]!.push(segment.words);
  });
}

interface Piece {
  column: number;
  segment: Segment;
}

/** The pieces of a line in the columns they lie in, if each has a column of its own. */
function spreadLine(grid: Grid, line: UprightWord[]): Piece[] | undefined {
  const pieces = findSegments(line).map(segment => ({
    column: findBand(grid.columns, (segment.left + segment.right) / 2),
    segment,
  }));
  const apart = new Set(pieces.map(({ column }) => column)).size === pieces.length;
  const fits = pieces.every(({ column, segment }) => fitsColumn(grid, column, segment));
  return pieces.length >= 2 && apart && fits ? pieces : undefined;
}

function fitsColumn(grid: Grid, column: number, segment: Segment): boolean {
  return segment.left > grid.columns[column]! - 3 && segment.right < grid.columns[column + 1]! + 3;
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
