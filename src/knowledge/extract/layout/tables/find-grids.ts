import type { Rectangle } from '../segment.ts';
import type { Rule, Rules } from './snap-rulings.ts';

/** Lines that meet and enclose cells. */
export interface Grid extends Rectangle {
  /** Borders of the columns, from left to right, and of the rows, from top to bottom. */
  columns: number[];
  rows: number[];
  horizontal: Rule[];
  vertical: Rule[];
}

const reach = 4;
const maxRules = 3_000;

/** Finds the tables that are drawn with lines in both directions. */
export function findGrids(rules: Rules): Grid[] {
  if (rules.horizontal.length + rules.vertical.length > maxRules) return [];
  return connect(rules)
    .map(makeGrid)
    .filter(grid => grid.columns.length >= 3 && grid.rows.length >= 2);
}

/** Groups lines that touch or cross, directly or through others. */
function connect({ horizontal, vertical }: Rules): Rules[] {
  const groups = new Map<number, Rules>();
  const parent = [...horizontal, ...vertical].map((_, index) => index);
  const find = (index: number): number => {
    while (parent[index] !== index) index = parent[index] = parent[parent[index]!]!;
    return index;
  };
  horizontal.forEach((row, rowIndex) => {
    vertical.forEach((column, columnIndex) => {
      if (!meet(row, column)) return;
      parent[find(rowIndex)] = find(horizontal.length + columnIndex);
    });
  });
  [...horizontal, ...vertical].forEach((rule, index) => {
    const root = find(index);
    const group = groups.get(root) ?? { horizontal: [], vertical: [] };
    groups.set(root, group);
    (index < horizontal.length ? group.horizontal : group.vertical).push(rule);
  });
  return [...groups.values()].filter(group => group.horizontal.length >= 2 && group.vertical.length >= 1);
}

function meet(row: Rule, column: Rule): boolean {
  return (
    column.at >= row.from - reach &&
    column.at <= row.to + reach &&
    row.at >= column.from - reach &&
    row.at <= column.to + reach
  );
}

function makeGrid({ horizontal, vertical }: Rules): Grid {
  const left = Math.min(...horizontal.map(rule => rule.from), ...vertical.map(rule => rule.at));
  const right = Math.max(...horizontal.map(rule => rule.to), ...vertical.map(rule => rule.at));
  // The outer borders of a table are often left out.
  const columns = distinct([left, ...vertical.map(rule => rule.at), right]);
  const rows = distinct(horizontal.map(rule => rule.at));
  return { left, right, top: rows[0]!, bottom: rows.at(-1)!, columns, rows, horizontal, vertical };
}

function distinct(places: number[]): number[] {
  const sorted = places.toSorted((a, b) => a - b);
  return sorted.filter((place, index) => index === 0 || place - sorted[index - 1]! > 4);
}
