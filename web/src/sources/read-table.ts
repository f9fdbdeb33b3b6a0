import type { Range } from './locate-quote.ts';

/** The cells of a Markdown table as spans of the page, row by row; null where the text is not such a table. */
export function readTable(pageText: string, [start, end]: Range): Range[][] | null {
  const rows: Range[][] = [];
  let lineStart = start;
  for (const line of pageText.slice(start, end).split('\n')) {
    if (!line.trimStart().startsWith('|')) return null;
    if (!/^[\s|:-]+$/.test(line)) rows.push(readRow(line, lineStart));
    lineStart += line.length + 1;
  }
  return rows.length === 0 ? null : rows;
}

function readRow(line: string, lineStart: number): Range[] {
  // A bar after a backslash belongs to its cell.
  const bars = [...line.matchAll(/(?<!\\)\|/g)].map(match => match.index);
  const cells = bars.slice(0, -1).map((bar, index): Range => [bar + 1, bars[index + 1]!]);
  return cells.map(([from, to]) => {
    const cell = line.slice(from, to);
    const padding = cell.length - cell.trimStart().length;
    return [lineStart + from + padding, lineStart + from + padding + cell.trim().length];
  });
}
