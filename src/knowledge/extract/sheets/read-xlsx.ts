import { checkInflation } from '../archive/check-inflation.ts';
import { openZip } from '../archive/open-zip.ts';
import type { OpenZip } from '../archive/open-zip.ts';
import type { ExtractionEvent } from '../extract-document.ts';
import type { ExtractionWarning } from '../extraction.ts';
import type { FlowBlock } from '../flow/flow-block.ts';
import { readFlow } from '../flow/read-flow.ts';
import type { WorkerRequest } from '../worker-message.ts';
import { listTables } from './list-tables.ts';
import { openWorkbook } from './open-workbook.ts';
import type { Sheet, Workbook } from './open-workbook.ts';
import { readRows } from './read-rows.ts';
import type { SheetRow } from './read-rows.ts';

/** Reads a workbook sheet by sheet, as tables of the cells that hold something, with the values that were saved. */
export async function* readXlsx(request: WorkerRequest): AsyncGenerator<ExtractionEvent> {
  await checkInflation(request.path, request.limits.maxInflatedBytes);
  await using zip = await openZip(request.path);
  const workbook = await openWorkbook(zip);
  const sheets: SheetSurvey[] = [];
  for (const sheet of workbook.sheets) sheets.push(await surveySheet(zip, workbook, sheet));
  yield* readFlow({
    format: 'xlsx',
    fromPage: request.fromPage,
    warnings: sheets.flatMap(judgeSheet),
    blocks: () => readSheets(zip, workbook, sheets),
  });
}

interface SheetSurvey extends Sheet {
  usedColumns: number[];
  filledRows: number;
  lastRow: number;
  declaredRows: number;
  valuelessFormulas: number;
}

async function surveySheet(zip: OpenZip, workbook: Workbook, sheet: Sheet): Promise<SheetSurvey> {
  const used = new Set<number>();
  const survey = { filledRows: 0, lastRow: 0, declaredRows: 0, valuelessFormulas: 0 };
  for await (const { rows, declaredRows, valuelessFormulas } of readRows(zip, workbook, sheet.part)) {
    for (const row of rows) for (const column of row.cells.keys()) used.add(column);
    survey.filledRows += rows.length;
    survey.lastRow = rows.at(-1)?.number ?? survey.lastRow;
    survey.declaredRows = declaredRows;
    survey.valuelessFormulas += valuelessFormulas;
  }
  return { ...sheet, ...survey, usedColumns: [...used].sort((a, b) => a - b) };
}

async function* readSheets(
  zip: OpenZip,
  workbook: Workbook,
  sheets: SheetSurvey[],
): AsyncGenerator<FlowBlock> {
  for (const { name, part, usedColumns, filledRows } of sheets) {
    if (filledRows === 0) continue;
    yield { kind: 'heading', level: 1, text: name.replace(/\s+/g, ' ').trim() || 'Sheet' };
    yield* listTables(rowsOf(zip, workbook, part), usedColumns);
  }
}

async function* rowsOf(zip: OpenZip, workbook: Workbook, part: string): AsyncGenerator<SheetRow> {
  for await (const { rows } of readRows(zip, workbook, part)) yield* rows;
}

function judgeSheet(sheet: SheetSurvey): ExtractionWarning[] {
  const { name, isHidden, filledRows, lastRow, declaredRows, valuelessFormulas } = sheet;
  const isInflated = declaredRows > 1_000 && declaredRows > 10 * Math.max(lastRow, 1);
  return [
    ...(isHidden && filledRows > 0 ? [hiddenSheet(name)] : []),
    ...(isInflated ? [inflatedRange(name, { declaredRows, filledRows })] : []),
    ...(valuelessFormulas > 0 ? [formulasWithoutValue(name, valuelessFormulas)] : []),
  ];
}

const hiddenSheet = (name: string): ExtractionWarning => ({
  code: 'hidden-sheet',
  message: `The sheet “${name}” is hidden in the workbook; it was read like the others.`,
  nextStep: 'Delete the sheet and upload the file again if it is not meant to be found.',
});

const inflatedRange = (
  name: string,
  { declaredRows, filledRows }: { declaredRows: number; filledRows: number },
): ExtractionWarning => ({
  code: 'inflated-range',
  message: `The sheet “${name}” claims ${declaredRows} rows; only ${filledRows} hold something, and those were read.`,
  nextStep: 'Check that no rows are missing; deleting the empty rows below the data makes the file smaller.',
});

const formulasWithoutValue = (name: string, count: number): ExtractionWarning => ({
  code: 'formula-without-value',
  message: `${count} formulas of the sheet “${name}” have no saved result and stay empty.`,
  nextStep: 'Open the file in a spreadsheet program, save it there and upload that copy.',
});
