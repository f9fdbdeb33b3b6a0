import type { FlowBlock } from '../flow/flow-block.ts';
import { renderTable } from '../flow/render-table.ts';
import type { SheetCell, SheetRow } from './read-rows.ts';

const partCharacters = 2_500;

/**
 * Turns the rows of a sheet into tables of a part's size, the header repeated in each. Lines above a table are
 * paragraphs; behind empty rows a line of names begins a table of its own. Columns without any cell are left out.
 */
export async function* listTables(
  rows: AsyncIterable<SheetRow>,
  usedColumns: number[],
): AsyncGenerator<FlowBlock> {
  let table: OpenTable | undefined;
  let lastNumber = 0;
  for await (const row of rows) {
    const isApart = row.number > lastNumber + 1;
    lastNumber = row.number;
    if (table && isApart && (isLine(row, usedColumns) || isHeader(row))) {
      yield* table.take();
      table = undefined;
    }
    if (!table && isLine(row, usedColumns)) {
      yield { kind: 'paragraph', text: [...row.cells.values()].map(cell => cell.text).join(' ') };
      continue;
    }
    if (table) table.add(row);
    else table = new OpenTable(row, usedColumns);
    if (table.isFull) yield* table.take();
  }
  if (table) yield* table.take();
}

/** A single cell where the sheet has several columns: a title or a note. */
const isLine = ({ cells }: SheetRow, usedColumns: number[]): boolean =>
  cells.size === 1 && usedColumns.length > 1;

const isHeader = ({ cells }: SheetRow): boolean =>
  cells.size > 1 && [...cells.values()].every((cell: SheetCell) => !cell.isNumber);

/** Columns that only other tables of the sheet use say nothing here. */
function dropEmptyColumns(rows: string[][]): string[][] {
  const used = rows[0]!.map((_, column) => rows.some(row => row[column] !== ''));
  return rows.map(row => row.filter((_, column) => used[column]));
}

class OpenTable {
  readonly #columns: number[];
  readonly #header: string[];
  #rows: string[][] = [];
  #characters = 0;
  #isGiven = false;

  constructor(header: SheetRow, columns: number[]) {
    this.#columns = columns;
    this.#header = this.#cellsOf(header);
  }

  get isFull(): boolean {
    return this.#characters >= partCharacters;
  }

  add(row: SheetRow): void {
    const cells = this.#cellsOf(row);
    this.#rows.push(cells);
    this.#characters += cells.reduce((sum, cell) => sum + cell.length + 3, 0);
  }

  /** What gathered since the last time; of a table without rows, its header once. */
  *take(): Generator<FlowBlock> {
    if (this.#rows.length > 0 || !this.#isGiven)
      yield { kind: 'table', text: renderTable(dropEmptyColumns([this.#header, ...this.#rows])) };
    this.#isGiven = true;
    this.#rows = [];
    this.#characters = 0;
  }

  #cellsOf(row: SheetRow): string[] {
    return this.#columns.map(column => row.cells.get(column)?.text ?? '');
  }
}
