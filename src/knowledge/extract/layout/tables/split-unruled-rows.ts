import { groupRows } from '../find-lines.ts';
import { enclose } from '../segment.ts';
import type { Cell, Rectangle, UprightWord } from '../segment.ts';
import { isWrapped } from './is-wrapped.ts';

interface PlacedLine extends Rectangle {
  column: number;
  words: UprightWord[];
}

/** A table may be ruled between its columns only; its lines are rows where most of them are no wrapped text. */
export function splitUnruledRows(row: Cell[]): Cell[][] {
  const separate = row.filter(cell => cell.length >= 2 && !isMostlyWrapped(cell));
  const tall = separate.filter(cell => cell.length >= 3);
  const filled = row.filter(cell => cell.length > 0);
  const even = filled.length >= 3 && separate.length === filled.length && sameHeight(filled);
  if (tall.length < 2 && separate.length < 4 && !even) return [row];
  const lines = row.flatMap((cell, column) =>
    cell.map((words): PlacedLine => ({ ...enclose(words), column, words })),
  );
  return groupRows(lines).map(line =>
    row.map((_, column): Cell => line.filter(part => part.column === column).map(part => part.words)),
  );
}

function sameHeight(cells: Cell[]): boolean {
  return cells.every(cell => cell.length === cells[0]!.length);
}

function isMostlyWrapped(cell: Cell): boolean {
  const right = Math.max(...cell.flat().map(word => word.right));
  const wrapped = cell.filter((line, index) => index > 0 && isWrapped(cell[index - 1]!, line, right));
  return wrapped.length > (cell.length - 1) * 0.4;
}
