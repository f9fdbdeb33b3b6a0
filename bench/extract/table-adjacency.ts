import { readMarkdownParts } from './markdown-tables.ts';

/** A cell with the rows and columns it covers, both ends included. */
export interface GridCell {
  text: string;
  startRow: number;
  endRow: number;
  startColumn: number;
  endColumn: number;
}

/** Precision and recall over neighbouring cells (Göbel et al. 2013); a document without tables on both sides is perfect. */
export function adjacencyScore(truth: GridCell[][], found: GridCell[][]): number {
  const expected = truth.flatMap(listNeighbours);
  const remaining = new Map<string, number>();
  for (const pair of expected) remaining.set(pair, (remaining.get(pair) ?? 0) + 1);
  const given = found.flatMap(listNeighbours);
  let correct = 0;
  for (const pair of given) {
    const left = remaining.get(pair) ?? 0;
    if (left === 0) continue;
    correct++;
    remaining.set(pair, left - 1);
  }
  return expected.length + given.length === 0 ? 1 : (2 * correct) / (expected.length + given.length);
}

/** Each cell with the next filled cell to its right and the next filled one below. */
function listNeighbours(cells: GridCell[]): string[] {
  const filled = cells.map(cell => ({ ...cell, text: simplify(cell.text) })).filter(cell => cell.text !== '');
  return filled.flatMap(cell => [
    ...nearest(cell, filled, 'right').map(other => `${cell.text}\u0000${other.text}\u0000right`),
    ...nearest(cell, filled, 'down').map(other => `${cell.text}\u0000${other.text}\u0000down`),
  ]);
}

function simplify(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '');
}

function nearest(cell: GridCell, cells: GridCell[], direction: 'right' | 'down'): GridCell[] {
  const lanes =
    direction === 'right' ? range(cell.startRow, cell.endRow) : range(cell.startColumn, cell.endColumn);
  const found = lanes.map(
    lane =>
      cells
        .filter(other =>
          direction === 'right'
            ? other.startRow <= lane && lane <= other.endRow && other.startColumn > cell.endColumn
            : other.startColumn <= lane && lane <= other.endColumn && other.startRow > cell.endRow,
        )
        .toSorted((a, b) =>
          direction === 'right' ? a.startColumn - b.startColumn : a.startRow - b.startRow,
        )[0],
  );
  return [...new Set(found)].filter(other => other !== undefined);
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}

/** Reads the reference structure of the ICDAR 2013 competition. */
export function readTruthTables(xml: string): GridCell[][] {
  return [...xml.matchAll(/<region\b[^>]*>([\s\S]*?)<\/region>/g)].map(([, region = '']) =>
    [...region.matchAll(/<cell\b([^>]*)>([\s\S]*?)<\/cell>/g)].map(([, attributes = '', body = '']) => {
      const read = (name: string): number | undefined => {
        const [, value] = new RegExp(`\\b${name}=["'](\\d+)["']`).exec(attributes) ?? [];
        return value === undefined ? undefined : Number(value);
      };
      const [, content = ''] = /<content>([\s\S]*?)<\/content>/.exec(body) ?? [];
      const startRow = read('start-row') ?? 0;
      const startColumn = read('start-col') ?? 0;
      return {
        text: decodeEntities(content),
        startRow,
        startColumn,
        endRow: read('end-row') ?? startRow,
        endColumn: read('end-col') ?? startColumn,
      };
    }),
  );
}

function decodeEntities(text: string): string {
  return text
    .replace(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)))
    .replace(/&#x([0-9a-f]+);/gi, (_, code: string) => String.fromCodePoint(parseInt(code, 16)))
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&quot;/g, '"')
    .replace(/&apos;/g, "'")
    .replace(/&amp;/g, '&');
}

/** The tables of a Markdown text, each cell one row high and one column wide. */
export function readMarkdownTables(markdown: string): GridCell[][] {
  return readMarkdownParts(markdown)
    .filter(part => typeof part !== 'string')
    .map(rows =>
      rows.flatMap((row, rowIndex) =>
        row.map((text, column) => ({
          text,
          startRow: rowIndex,
          endRow: rowIndex,
          startColumn: column,
          endColumn: column,
        })),
      ),
    );
}
