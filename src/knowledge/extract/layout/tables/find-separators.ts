import type { Line } from '../segment.ts';

/** Finds the places that the words of all lines, but for a few, leave free: the borders between columns. */
export function findSeparators(lines: Line[]): number[] {
  const fontSize = lines.map(line => line.fontSize).sort((a, b) => a - b)[Math.floor(lines.length / 2)] ?? 10;
  const minWidth = fontSize * (lines.length >= 8 ? 0.45 : lines.length >= 4 ? 0.7 : 0.85);
  const allowed = Math.floor(lines.length * 0.12);
  const separators: number[] = [];
  for (const gap of findGaps(lines, allowed)) {
    if (gap.to - gap.from >= minWidth) separators.push((gap.from + gap.to) / 2);
  }
  return dropThinColumns(lines, separators);
}

interface Gap {
  from: number;
  to: number;
}

function findGaps(lines: Line[], allowed: number): Gap[] {
  const edges = lines
    .flatMap(line => line.segments.flatMap(segment => segment.words))
    .flatMap(word => [
      { at: word.left, change: 1 },
      { at: word.right, change: -1 },
    ])
    .toSorted((a, b) => a.at - b.at || b.change - a.change);
  const gaps: Gap[] = [];
  let covered = 0;
  let from: number | undefined;
  for (const edge of edges) {
    covered += edge.change;
    if (covered <= allowed) from ??= edge.at;
    else if (from !== undefined) {
      gaps.push({ from, to: edge.at });
      from = undefined;
    }
  }
  // Before the first word and after the last one there is margin, no gap.
  return gaps.filter(gap => gap.from > edges[0]!.at && gap.to < edges.at(-1)!.at);
}

/** A column that only one line fills is an accident of that line. */
function dropThinColumns(lines: Line[], separators: number[]): number[] {
  const kept = [...separators];
  for (let column = kept.length; column >= 0; column--) {
    const from = kept[column - 1] ?? -Infinity;
    const to = kept[column] ?? Infinity;
    const fillers = lines.filter(line =>
      line.segments.some(segment =>
        segment.words.some(word => (word.left + word.right) / 2 > from && (word.left + word.right) / 2 < to),
      ),
    );
    if (fillers.length < 2 && kept.length > 0) kept.splice(Math.max(0, column - 1), 1);
  }
  return kept;
}
