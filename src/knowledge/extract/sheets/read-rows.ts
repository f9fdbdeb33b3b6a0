import type { OpenZip } from '../archive/open-zip.ts';
import { cleanText } from '../text/clean-text.ts';
import { formatNumber } from './format-number.ts';
import type { Workbook } from './open-workbook.ts';
import { streamXml } from './stream-xml.ts';

export interface SheetRow {
  /** 1-based, as the program shows it. */
  number: number;
  /** Only cells that hold something, by their column from 0. */
  cells: Map<number, SheetCell>;
}

export interface SheetCell {
  text: string;
  isNumber: boolean;
}

export interface SheetReading {
  rows: SheetRow[];
  /** The last row that the sheet claims to have. */
  declaredRows: number;
  /** Formulas whose value was never saved. */
  valuelessFormulas: number;
}

interface OpenCell {
  column: number;
  type: string;
  style: number;
  value: string;
  hasFormula: boolean;
}

/** Reads the rows of a sheet that hold something, a few at a time; what a sheet claims about its size costs nothing. */
export async function* readRows(
  zip: OpenZip,
  workbook: Workbook,
  part: string,
): AsyncGenerator<SheetReading> {
  const stream = await zip.openStream(part);
  if (!stream) return;
  const collector = new RowCollector(workbook);
  for await (const _ of streamXml(stream, collector)) yield collector.take();
}

class RowCollector {
  readonly #workbook: Workbook;
  #rows: SheetRow[] = [];
  #row: SheetRow = { number: 0, cells: new Map() };
  #cell: OpenCell | undefined;
  #nextColumn = 0;
  #takesText = false;
  #inPhonetic = false;
  #declaredRows = 0;
  #valuelessFormulas = 0;

  constructor(workbook: Workbook) {
    this.#workbook = workbook;
  }

  take(): SheetReading {
    const reading = {
      rows: this.#rows,
      declaredRows: this.#declaredRows,
      valuelessFormulas: this.#valuelessFormulas,
    };
    this.#rows = [];
    this.#valuelessFormulas = 0;
    return reading;
  }

  onOpen(name: string, attributes: Record<string, string>): void {
    if (name === 'dimension') this.#declaredRows = Number(/(\d+)$/.exec(attributes['ref'] ?? '')?.[1] ?? 0);
    else if (name === 'row') {
      this.#row = { number: Number(attributes['r']) || this.#row.number + 1, cells: new Map() };
      this.#nextColumn = 0;
    } else if (name === 'c') this.#openCell(attributes);
    else if (name === 'f' && this.#cell) this.#cell.hasFormula = true;
    else if (name === 'rPh') this.#inPhonetic = true;
    this.#takesText = name === 'v' || (name === 't' && !this.#inPhonetic);
  }

  #openCell(attributes: Record<string, string>): void {
    const column = columnOf(attributes['r']) ?? this.#nextColumn;
    this.#nextColumn = column + 1;
    const style = Number(attributes['s'] ?? -1);
    this.#cell = { column, type: attributes['t'] ?? 'n', style, value: '', hasFormula: false };
  }

  onText(text: string): void {
    if (this.#cell && this.#takesText) this.#cell.value += text;
  }

  onClose(name: string): void {
    this.#takesText = false;
    if (name === 'rPh') this.#inPhonetic = false;
    if (name === 'c' && this.#cell) this.#closeCell(this.#cell);
    if (name === 'row' && this.#row.cells.size > 0) this.#rows.push(this.#row);
  }

  #closeCell(cell: OpenCell): void {
    this.#cell = undefined;
    const text = cleanText(this.#textOf(cell)).replace(/\s+/g, ' ').trim();
    if (text !== '') this.#row.cells.set(cell.column, { text, isNumber: cell.type === 'n' });
    else if (cell.hasFormula && cell.value === '' && cell.type !== 'str') this.#valuelessFormulas++;
  }

  #textOf({ type, style, value }: OpenCell): string {
    const { strings, numberKinds, uses1904 } = this.#workbook;
    if (type === 's') return strings[Number(value)] ?? '';
    if (type === 'b') return value === '1' ? 'TRUE' : value === '0' ? 'FALSE' : value;
    return type === 'n' ? formatNumber(value, numberKinds[style] ?? 'plain', uses1904) : value;
  }
}

const maxColumns = 16_384;

/** The column of a reference such as `BC12`, from 0. */
function columnOf(reference: string | undefined): number | undefined {
  const [letters] = /^[A-Z]{1,3}/i.exec(reference ?? '') ?? [];
  if (!letters) return undefined;
  const column =
    Array.from(letters.toUpperCase()).reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1;
  return column < maxColumns ? column : undefined;
}
