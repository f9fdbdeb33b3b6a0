import { enclose } from '../segment.ts';
import type { Line, Table } from '../segment.ts';
import { findSeparators } from './find-separators.ts';
import { joinRows } from './join-rows.ts';
import { placeInColumns } from './place-in-columns.ts';
import type { Rule } from './snap-rulings.ts';
import { dropEmpty } from './drop-empty.ts';

const maxSingleLines = 3;
const maxGapInLines = 2.6;
const minRows = 3;

/** Finds the lines of a region that form a table without being ruled, by the gaps that all of them share. */
export function findAlignedTables(lines: Line[], rules: Rule[]): (Line | Table)[] {
  const parts: (Line | Table)[] = [];
  let index = 0;
  while (index < lines.length) {
    const end = findRunEnd(lines, index);
    const table = end - index >= 2 ? readTable(lines.slice(index, end), rules) : undefined;
    if (table) {
      parts.push(table);
      index = end;
    } else {
      parts.push(lines[index]!);
      index++;
    }
  }
  return parts;
}

/** A run starts and ends with a line of several segments; in between a few lines may have one only. */
function findRunEnd(lines: Line[], start: number): number {
  if (!isMultiple(lines[start]!)) return start;
  let end = start + 1;
  let singles = 0;
  for (let index = start + 1; index < lines.length && singles <= maxSingleLines; index++) {
    const line = lines[index]!;
    const gap = line.top - lines[index - 1]!.bottom;
    if (gap > maxGapInLines * line.fontSize || line.segments.some(segment => segment.table)) break;
    if (isMultiple(line)) {
      end = index + 1;
      singles = 0;
    } else singles++;
  }
  return end;
}

function isMultiple(line: Line): boolean {
  return line.segments.length >= 2 && !line.segments.some(segment => segment.table) && !hasLeader(line);
}

/** The dots of a table of contents. */
function hasLeader(line: Line): boolean {
  return line.segments.some(segment =>
    segment.words.some(word => /\.{4,}|(?:…){2,}|_{5,}/.test(word.source.text)),
  );
}

function readTable(lines: Line[], rules: Rule[]): Table | undefined {
  const multiple = lines.filter(isMultiple);
  const box = enclose(lines);
  const inner = rules.filter(rule => isAcross(rule, box));
  if (multiple.length < (inner.length >= 2 ? 2 : minRows)) return undefined;
  const separators = findSeparators(multiple);
  if (separators.length === 0) return undefined;
  const rows = lines.map(line => placeInColumns(line, separators));
  const spread = rows.filter(row => row.filter(cell => cell.length > 0).length >= 2);
  if (spread.length < Math.max(2, multiple.length * 0.6)) return undefined;
  const joined = dropEmpty(joinRows(lines, rows, inner));
  return joined.length >= 2 && joined[0]!.length >= 2 ? { ...box, rows: joined } : undefined;
}

function isAcross(rule: Rule, box: { left: number; right: number; top: number; bottom: number }): boolean {
  const shared = Math.min(rule.to, box.right) - Math.max(rule.from, box.left);
  return rule.at > box.top - 8 && rule.at < box.bottom + 8 && shared > 0.6 * (box.right - box.left);
}
