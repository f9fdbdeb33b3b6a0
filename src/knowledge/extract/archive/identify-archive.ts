import { ExtractionError } from '../extraction-error.ts';
import type { DocumentFormat } from '../extraction.ts';
import { listArchive } from './list-archive.ts';

/** Tells what a ZIP container holds by its entries. */
export async function identifyArchive(path: string, extension: string): Promise<DocumentFormat> {
  const entries = await listArchive(path).catch(cause => {
    if (cause instanceof ExtractionError) throw cause;
    throw new ExtractionError('file-damaged', { cause });
  });
  if (entries.some(entry => entry.encrypted)) throw new ExtractionError('file-encrypted');
  const names = new Set(entries.map(entry => entry.name));
  if (names.has('word/document.xml')) return 'docx';
  if (extension === '.docx') throw new ExtractionError('file-damaged');
  throw new ExtractionError('unsupported-format', { detail: describe(names) });
}

function describe(names: Set<string>): string {
  if (names.has('xl/workbook.xml')) return 'It is an Excel workbook: export its sheets as CSV.';
  if (names.has('ppt/presentation.xml')) return 'It is a PowerPoint file: export it as PDF.';
  if (names.has('mimetype')) return 'It is an OpenDocument or EPUB file: export it as PDF.';
  return 'It is an archive: upload the files in it one by one.';
}
