import { collectText } from './collect-text.ts';
import { renderTable } from './render-table.ts';

// Prose in a cell means that the table arranges a page rather than data.
const maxCellCharacters = 2_000;
const maxColumns = 200;

/** Renders a data table, or returns nothing where the table is there for layout only. */
export function readHtmlTable(table: Element): string | undefined {
  if (table.querySelector('table')) return undefined;
  const rows = Array.from(table.querySelectorAll('tr'), readRow);
  const columns = Math.max(0, ...rows.map(row => row.length));
  if (columns < 2 || rows.length < 1) return undefined;
  if (rows.flat().some(cell => cell.length > maxCellCharacters)) return undefined;
  const filled = spreadRowSpans(table, rows).filter(row => row.some(cell => cell !== ''));
  return filled.length > 0 ? renderTable(filled) : undefined;
}

function readRow(row: Element): string[] {
  return Array.from(row.children)
    .filter(cell => cell.localName === 'td' || cell.localName === 'th')
    .flatMap(cell => [cellText(cell), ...emptyCells(readSpan(cell, 'colspan') - 1)]);
}

/** Cells below a cell that spans rows stay empty, so that columns keep their place. */
function spreadRowSpans(table: Element, rows: string[][]): string[][] {
  const result = rows.map(row => [...row]);
  Array.from(table.querySelectorAll('tr')).forEach((row, rowIndex) => {
    let column = 0;
    for (const cell of Array.from(row.children)) {
      const width = readSpan(cell, 'colspan');
      const height = Math.min(readSpan(cell, 'rowspan'), rows.length - rowIndex);
      for (let below = 1; below < height; below++) {
        result[rowIndex + below]?.splice(column, 0, ...emptyCells(width));
      }
      column += width;
    }
  });
  return result;
}

function readSpan(cell: Element, name: string): number {
  return Math.min(Math.max(Number(cell.getAttribute(name)) || 1, 1), maxColumns);
}

function emptyCells(count: number): string[] {
  return Array.from({ length: count }, () => '');
}

function cellText(cell: Element): string {
  const blocks = Array.from(cell.childNodes, child =>
    child.nodeType === 1 ? ` ${collectText(child)} ` : collectText(child),
  );
  return blocks.join('').replace(/\s+/g, ' ').trim();
}
