import type { BoundaryTest } from './text-boundaries.ts';

export type Range = [start: number, end: number];

const space = /\s/;

/** The range without white space at its ends; a space that carries a combining mark is no white space. */
export function trimRange(text: string, [start, end]: Range, isBoundary: BoundaryTest): Range {
  let from = start;
  let to = end;
  while (to > from && space.test(text[to - 1]!)) to--;
  while (to < end && !isBoundary(to)) to++;
  while (from < to && space.test(text[from]!)) from++;
  while (from > start && !isBoundary(from)) from--;
  return [from, to];
}

export const isBlank = ([start, end]: Range): boolean => start >= end;
