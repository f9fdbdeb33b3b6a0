import type { Cell, Line, Segment, UprightWord } from '../segment.ts';

const minGap = 0.4;

/** Puts the words of a line into columns; words that stand close stay together, over a border if need be. */
export function placeInColumns(line: Line, separators: number[]): Cell[] {
  const cells: UprightWord[][] = Array.from({ length: separators.length + 1 }, () => []);
  for (const group of line.segments.flatMap(segment => splitAtBorders(segment, separators))) {
    const column = findColumn(group, separators);
    cells[column]!.push(...group);
  }
  return cells.map((words): Cell => (words.length > 0 ? [words] : []));
}

function splitAtBorders(segment: Segment, separators: number[]): UprightWord[][] {
  const groups: UprightWord[][] = [];
  for (const word of segment.words) {
    const previous = groups.at(-1)?.at(-1);
    const gap = previous ? word.left - previous.right : Infinity;
    const crosses =
      previous && separators.some(separator => separator >= previous.right - 1 && separator <= word.left + 1);
    if (!previous || (crosses && gap > minGap * word.source.fontSize)) groups.push([word]);
    else groups.at(-1)!.push(word);
  }
  return groups;
}

function findColumn(group: UprightWord[], separators: number[]): number {
  const left = group[0]!.left;
  const right = group.at(-1)!.right;
  const column = (place: number): number => separators.filter(separator => separator < place).length;
  // What spans columns begins in the first of them.
  return column(Math.min((left + right) / 2, left + (group[0]!.right - left) / 2));
}
