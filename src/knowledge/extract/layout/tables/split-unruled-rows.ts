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
  const even =
    filled.length >= 3 && sameHeight(filled) && (separate.length === filled.length || filled.every(isList));
  if (tall.length < 2 && separate.length < 4 && !even) return [row];
  const lines = row.flatMap((cell, column) =>
    cell.map((words): PlacedLine => ({ ...enclose(words), column, words })),
  );
  return joinContinued(
    groupRows(lines).map(line =>
      row.map((_, column): Cell => line.filter(part => part.column === column).map(part => part.words)),
    ),
  );
}

/** A line of text below one value of a row, with nothing beside it, goes on with that value. */
function joinContinued(rows: Cell[][]): Cell[][] {
  const joined: Cell[][] = [];
  for (const row of rows) {
    const above = joined.at(-1);
    const [column, ...others] = row.flatMap((cell, index) => (cell.length > 0 ? [index] : []));
    if (above && column && others.length === 0 && goesOn(above, column, row[column]!)) {
      above[column]!.push(...row[column]!);
    } else joined.push([...row]);
  }
  return joined;
}

function goesOn(above: Cell[], column: number, cell: Cell): boolean {
  const words = cell.flat();
  const [head] = above;
  return head!.length > 0 && above[column]!.length > 0 && words.length >= 2 && words.some(isText);
}

function isText(word: UprightWord): boolean {
  return /\p{L}{2}/u.test(word.source.text);
}

function sameHeight(cells: Cell[]): boolean {
  return cells.every(cell => cell.length === cells[0]!.length);
}

/** A word a line, three times and more: values below each other, however narrow their column. */
function isList(cell: Cell): boolean {
  return cell.length >= 3 && cell.every(line => line.length === 1);
}

function isMostlyWrapped(cell: Cell): boolean {
  const right = Math.max(...cell.flat().map(word => word.right));
  const wrapped = cell.filter((line, index) => index > 0 && isWrapped(cell[index - 1]!, line, right));
  return wrapped.length > (cell.length - 1) * 0.4;
}
