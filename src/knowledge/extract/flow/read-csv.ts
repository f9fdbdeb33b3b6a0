import { Readable } from 'node:stream';
import { parse } from 'csv-parse';
import { ExtractionError } from '../extraction-error.ts';
import type { ExtractionEvent } from '../extract-document.ts';
import { detectDelimiter } from '../text/detect-delimiter.ts';
import { cleanText } from '../text/clean-text.ts';
import { openText } from '../text/open-text.ts';
import type { WorkerRequest } from '../worker-message.ts';
import type { FlowBlock } from './flow-block.ts';
import { readFlow } from './read-flow.ts';
import { renderTable } from './render-table.ts';

const partCharacters = 2_500;
const maxRecordBytes = 8 * 1024 * 1024;

/** Reads a CSV record by record; each part is a table with the header repeated. */
export async function* readCsv(request: WorkerRequest): AsyncGenerator<ExtractionEvent> {
  const delimiter = await findDelimiter(request.path);
  yield* readFlow({
    format: 'csv',
    fromPage: request.fromPage,
    blocks: () => readTables(request.path, delimiter),
  });
}

async function findDelimiter(path: string): Promise<string> {
  for await (const sample of openText(path)) {
    return detectDelimiter(sample) ?? ',';
  }
  return ',';
}

async function* readTables(path: string, delimiter: string): AsyncGenerator<FlowBlock> {
  let header: string[] | undefined;
  let rows: string[][] = [];
  let characters = 0;
  for await (const record of readRecords(path, delimiter)) {
    if (!header) {
      header = record;
      continue;
    }
    rows.push(record);
    characters += record.join(' | ').length;
    if (characters < partCharacters) continue;
    yield { kind: 'table', text: renderTable([header, ...rows]) };
    rows = [];
    characters = 0;
  }
  if (header && (rows.length > 0 || characters === 0)) {
    yield { kind: 'table', text: renderTable([header, ...rows]) };
  }
}

async function* readRecords(path: string, delimiter: string): AsyncGenerator<string[]> {
  const parser = parse({
    delimiter,
    bom: true,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
    max_record_size: maxRecordBytes,
  });
  const records = Readable.from(openText(path))
    .on('error', error => parser.destroy(error))
    .pipe(parser);
  try {
    for await (const record of records) {
      const cells = (record as string[]).map(cell => cleanText(cell));
      if (cells.some(cell => cell.trim() !== '')) yield cells;
    }
  } catch (cause) {
    if (cause instanceof ExtractionError) throw cause;
    throw new ExtractionError('file-damaged', { detail: 'Its quotes do not close.', cause });
  }
}
