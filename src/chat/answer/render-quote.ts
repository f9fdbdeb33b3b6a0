import { oneLine } from './cite-passage.ts';
import { disarmMarkers } from './disarm-markers.ts';
import type { Unit } from './split-units.ts';

/** A unit as it stands in an answer: a sentence in quotation marks, a table's row with what each cell means. */
export function renderQuote({ text, header }: Pick<Unit, 'text' | 'header'>): string {
  if (/^\s*\|/.test(text)) return renderRow(text, header);
  return `“${disarmMarkers(oneLine(text))}”`;
}

function renderRow(row: string, header: string | undefined): string {
  const names = header === undefined ? [] : cellsOf(header);
  const cells = cellsOf(row).map((cell, column) => {
    const name = names[column];
    return cell === '' || !name ? cell : `${name}: ${cell}`;
  });
  return disarmMarkers(cells.filter(cell => cell !== '').join(' · '));
}

const cellsOf = (row: string): string[] =>
  row
    .trim()
    .replace(/^\||\|$/g, '')
    .split(/(?<!\\)\|/)
    .map(cell => oneLine(cell.replaceAll('\\|', '|')));
