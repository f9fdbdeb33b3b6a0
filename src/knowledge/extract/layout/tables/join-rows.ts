import type { Cell, Line, UprightWord } from '../segment.ts';
import { isWrapped } from './is-wrapped.ts';
import type { Rule } from './snap-rulings.ts';

/** Joins the lines of a table that continue a cell above; lines are given with their words placed in columns. */
export function joinRows(lines: Line[], placed: Cell[][], rules: Rule[]): Cell[][] {
  const rights = columnRights(placed);
  const ruledBetween = lines.map(
    (line, index) => index > 0 && isRuledBetween(rules, lines[index - 1]!, line),
  );
  const everyRowRuled = ruledBetween.filter(Boolean).length >= Math.max(3, lines.length * 0.25);
  const rows: Cell[][] = [];
  const header = countHeaderLines(lines, rules, ruledBetween);
  placed.forEach((cells, index) => {
    const row = rows.at(-1);
    const line = lines[index]!;
    const joins =
      row &&
      !ruledBetween[index] &&
      (index < header || everyRowRuled
        ? continuesWithinRules(row, cells)
        : continues(row, cells, rights, lines[index - 1]!, line));
    if (!joins) {
      rows.push(cells.map(cell => [...cell]));
      return;
    }
    cells.forEach((cell, column) => row[column]!.push(...cell));
  });
  return rows;
}

const maxHeaderLines = 4;

/** Lines between the rule above a table and the first one in it are its header, one row however many lines it takes. */
function countHeaderLines(lines: Line[], rules: Rule[], ruledBetween: boolean[]): number {
  const first = lines[0]!;
  const isRuledAbove = rules.some(rule => rule.at < (first.top + first.bottom) / 2);
  const end = ruledBetween.indexOf(true);
  return isRuledAbove && end <= maxHeaderLines ? Math.max(0, end) : 0;
}

function columnRights(placed: Cell[][]): number[] {
  const columns = Math.max(...placed.map(row => row.length));
  return Array.from({ length: columns }, (_, column) =>
    Math.max(...placed.map(row => rightOf(row[column] ?? []))),
  );
}

function rightOf(cell: Cell): number {
  return Math.max(-Infinity, ...cell.flat().map(word => word.right));
}

function isRuledBetween(rules: Rule[], above: Line, below: Line): boolean {
  const top = (above.top + above.bottom) / 2;
  const bottom = (below.top + below.bottom) / 2;
  return rules.some(rule => rule.at > top && rule.at < bottom);
}

function continuesWithinRules(row: Cell[], cells: Cell[]): boolean {
  return cells.some((cell, column) => cell.length > 0 && (row[column]?.length ?? 0) > 0) || isSparse(cells);
}

function isSparse(cells: Cell[]): boolean {
  return cells.filter(cell => cell.length > 0).length <= 1;
}

function continues(row: Cell[], cells: Cell[], rights: number[], above: Line, line: Line): boolean {
  const filled = cells.flatMap((cell, column) => (cell.length > 0 ? [column] : []));
  const rowFilled = row.filter(cell => cell.length > 0).length;
  if (filled.length === 0) return true;
  if (isInterleaved(row, filled, above, line)) return true;
  if (rowFilled < 2 || line.top - above.bottom > 0.75 * line.fontSize) return false;
  if (filled.some(column => row[column]!.length === 0)) return false;
  if (filled.filter(column => isFigure(row[column]!) && isFigure(cells[column]!)).length >= 2) return false;
  const wrapped = filled.filter(column => wraps(row[column]!, cells[column]!, rights[column]!));
  const startsRow = cells[0]!.length > 0;
  if (!startsRow && filled.length === 1 && row[0]!.length > 0 && isText(cells[filled[0]!]!)) return true;
  return startsRow ? wrapped.length === filled.length && filled.length < rowFilled : wrapped.length > 0;
}

function isFigure(cell: Cell): boolean {
  return cell.every(line => line.every(word => /\d/.test(word.source.text)));
}

function isText(cell: Cell): boolean {
  return cell.flat().length >= 2 && cell.flat().some(word => /\p{L}{2}/u.test(word.source.text));
}

function wraps(cell: Cell, next: Cell, right: number): boolean {
  const last: UprightWord[] = cell.at(-1) ?? [];
  return isWrapped(last, next[0] ?? [], right);
}

/** A value that stands at half height beside a name of two lines. */
function isInterleaved(row: Cell[], filled: number[], above: Line, line: Line): boolean {
  const overlap = above.bottom - line.top;
  return (
    overlap > 0.15 * line.fontSize && filled.every(column => row[column]!.length === 0) && above !== line
  );
}
