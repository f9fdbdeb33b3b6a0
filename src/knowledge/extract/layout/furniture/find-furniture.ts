import type { UprightWord } from '../segment.ts';
import type { BandLine } from './band-lines.ts';

export interface Furniture {
  header: UprightWord[][];
  footer: UprightWord[][];
}

const maxShiftPoints = 6;
const pageNumber = /^[-–—\s]*(page\s*)?#(\s*(of|\/|von|de)\s*#)?[-–—\s]*$/u;

/** Picks the lines that stand at the same place on neighbouring pages, and page numbers that stand alone. */
export function findFurniture(lines: BandLine[], neighbours: BandLine[][]): Furniture {
  const repeated = lines.filter(
    line =>
      neighbours.some(others => others.some(other => isSame(line, other))) ||
      (line.outermost && pageNumber.test(line.masked)),
  );
  const byHeight = (place: BandLine['place']): UprightWord[][] =>
    repeated
      .filter(line => line.place === place)
      .map(line => line.words)
      .toSorted((a, b) => a[0]!.top - b[0]!.top);
  return { header: byHeight('top'), footer: byHeight('bottom') };
}

function isSame(line: BandLine, other: BandLine): boolean {
  return (
    line.place === other.place &&
    line.masked === other.masked &&
    Math.abs(line.distance - other.distance) < maxShiftPoints
  );
}
