import { findSegments } from '../find-lines.ts';
import { enclose } from '../segment.ts';
import type { Cell, Line, UprightWord } from '../segment.ts';
import { findSeparators } from './find-separators.ts';
import { placeInColumns } from './place-in-columns.ts';

const minLines = 3;

/** Lines may be drawn around groups of columns only; a ruled column is divided where its lines share gaps. */
export function divideColumns(rows: Cell[][]): Cell[][] {
  const columns = Math.max(0, ...rows.map(row => row.length));
  let divided = rows.map((): Cell[] => []);
  for (let column = 0; column < columns; column++) {
    const cells = rows.map(row => row[column] ?? []);
    const separators = findInnerSeparators(cells.flat());
    divided = divided.map((row, index) => [...row, ...divideCell(cells[index]!, separators)]);
  }
  return divided;
}

function findInnerSeparators(words: UprightWord[][]): number[] {
  const lines = words.map(toLine);
  const multiple = lines.filter(line => line.segments.length > 1);
  if (multiple.length < minLines || multiple.length < lines.length * 0.5) return [];
  return findSeparators(multiple);
}

function toLine(words: UprightWord[]): Line {
  return { ...enclose(words), segments: findSegments(words), fontSize: words[0]?.source.fontSize ?? 10 };
}

function divideCell(cell: Cell, separators: number[]): Cell[] {
  if (separators.length === 0) return [cell];
  const placed = cell.map(words => placeInColumns(toLine(words), separators));
  return Array.from({ length: separators.length + 1 }, (_, column): Cell =>
    placed.flatMap(cells => cells[column] ?? []),
  );
}
