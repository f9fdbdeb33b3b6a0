import { expect, test } from 'vitest';
import { readTable } from './read-table.ts';

const page = 'Before\n| Turbine | MWh |\n| --- | ---: |\n| T3 | 3,304 |\n| a\\|b |  |\nAfter';
const read = (start: number, end: number) =>
  readTable(page, [start, end])?.map(row => row.map(([from, to]) => page.slice(from, to)));

test('cells are spans of the page, and the ruler below the header is none', () => {
  expect(read(7, page.indexOf('\nAfter'))).toEqual([
    ['Turbine', 'MWh'],
    ['T3', '3,304'],
    ['a\\|b', ''],
  ]);
});

test('text that only mentions a bar is not a table', () => {
  expect(read(0, page.length)).toBeUndefined();
});
