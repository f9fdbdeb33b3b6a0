import type { Value } from '../tiles/value.ts';
import type { TrainingTable } from './table.ts';

/** RFC 4180, line by line; null is an empty field. */
export function* writeCsv({ columns, rows }: TrainingTable): Generator<string> {
  yield `${columns.map(quote).join(',')}\r\n`;
  for (const row of rows) yield `${row.map(cell).join(',')}\r\n`;
}

function cell(value: Value): string {
  if (value === null) return '';
  return typeof value === 'string' ? quote(value) : String(value);
}

const quote = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
