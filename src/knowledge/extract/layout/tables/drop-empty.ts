import type { Cell } from '../segment.ts';

/** Rows and columns without any text say nothing. */
export function dropEmpty(rows: Cell[][]): Cell[][] {
  const filled = rows.filter(row => row.some(cell => cell.length > 0));
  const columns = Math.max(0, ...filled.map(row => row.length));
  const kept = Array.from({ length: columns }, (_, column) => column).filter(column =>
    filled.some(row => (row[column]?.length ?? 0) > 0),
  );
  return filled.map(row => kept.map(column => row[column] ?? []));
}
