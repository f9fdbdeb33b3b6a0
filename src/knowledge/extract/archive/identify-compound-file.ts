import { createReadStream } from 'node:fs';
import { ExtractionError } from '../extraction-error.ts';
import type { DocumentFormat } from '../extraction.ts';

/** Names of entries by which programs tell what they saved; a name takes at most 64 bytes. */
const marks = {
  encrypted: 'EncryptedPackage',
  message: '__properties_version1.0',
  word: 'WordDocument',
  excel: 'Workbook',
  powerpoint: 'PowerPoint Document',
};
type Mark = keyof typeof marks;
const maxNameBytes = 64;

/** Outlook's messages, old Office files and encrypted new ones share this container. @throws ExtractionError */
export async function identifyCompoundFile(path: string): Promise<DocumentFormat> {
  const found = await findMarks(path);
  if (found.has('encrypted')) throw new ExtractionError('file-encrypted');
  if (found.has('message')) return 'msg';
  throw new ExtractionError('unsupported-format', { detail: describe(found) });
}

async function findMarks(path: string): Promise<Set<Mark>> {
  const found = new Set<Mark>();
  let tail = Buffer.alloc(0);
  for await (const chunk of createReadStream(path, { highWaterMark: 1024 * 1024 })) {
    const window = Buffer.concat([tail, chunk as Buffer]);
    for (const [mark, name] of Object.entries(marks)) {
      if (window.includes(Buffer.from(name, 'utf16le'))) found.add(mark as Mark);
    }
    tail = Buffer.from(window.subarray(-maxNameBytes));
  }
  return found;
}

function describe(found: Set<Mark>): string {
  if (found.has('word')) return 'It is an old Word file: save it as DOCX.';
  if (found.has('powerpoint')) return 'It is an old PowerPoint file: save it as PPTX.';
  if (found.has('excel')) return 'It is an old Excel file: save it as XLSX.';
  return 'It is an old Office file: save it in the format of today, such as DOCX.';
}
