import { ExtractionError } from '../extraction-error.ts';
import type { DocumentFormat } from '../extraction.ts';
import { listArchive } from './list-archive.ts';
import { openZip } from './open-zip.ts';

const officeParts: Record<string, DocumentFormat> = {
  'word/document.xml': 'docx',
  'ppt/presentation.xml': 'pptx',
  'xl/workbook.xml': 'xlsx',
};
const mimeTypes: Record<string, DocumentFormat> = {
  'application/vnd.oasis.opendocument.text': 'odt',
  'application/vnd.oasis.opendocument.text-template': 'odt',
  'application/epub+zip': 'epub',
};
const claims = ['.docx', '.pptx', '.xlsx', '.odt', '.epub'];

/** Tells what a ZIP container holds by its entries. */
export async function identifyArchive(path: string, extension: string): Promise<DocumentFormat> {
  const entries = await listArchive(path).catch(cause => {
    if (cause instanceof ExtractionError) throw cause;
    throw new ExtractionError('file-damaged', { cause });
  });
  if (entries.length > 0 && entries.every(entry => entry.encrypted || entry.name.endsWith('/')))
    throw new ExtractionError('file-encrypted');
  const names = new Set(entries.map(entry => entry.name));
  const format = findOfficeFormat(names) ?? (await readMimeType(path, names));
  if (format) {
    if (entries.some(entry => entry.encrypted)) throw new ExtractionError('file-encrypted');
    return format;
  }
  // An archive is only what else it cannot be: half a document must not be read as a heap of XML files.
  if (claims.includes(extension)) throw new ExtractionError('file-damaged');
  if (names.has('xl/workbook.bin'))
    throw new ExtractionError('unsupported-format', { detail: 'It is a binary workbook: save it as XLSX.' });
  return 'zip';
}

function findOfficeFormat(names: Set<string>): DocumentFormat | undefined {
  return Object.entries(officeParts).find(([part]) => names.has(part))?.[1];
}

async function readMimeType(path: string, names: Set<string>): Promise<DocumentFormat | undefined> {
  if (names.has('META-INF/container.xml')) return 'epub';
  if (!names.has('mimetype')) return undefined;
  await using zip = await openZip(path);
  const type = ((await zip.readText('mimetype', 200)) ?? '').trim();
  const format = mimeTypes[type];
  if (format === undefined && type.startsWith('application/vnd.oasis.opendocument'))
    throw new ExtractionError('unsupported-format', {
      detail: 'Of OpenDocument files only texts (ODT) are read: export it as PDF or XLSX.',
    });
  return format;
}
