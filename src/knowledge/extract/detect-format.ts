import { open } from 'node:fs/promises';
import { extname } from 'node:path';
import { ExtractionError } from './extraction-error.ts';
import type { DocumentFormat } from './extraction.ts';
import { detectEncoding } from './text/detect-encoding.ts';
import { decodeBytes } from './text/decode-bytes.ts';
import { detectTextFormat } from './text/detect-text-format.ts';
import { looksLikeMail } from './text/looks-like-mail.ts';
import { TRANSCRIPT_MARK } from './talks/transcript-file.ts';
import { identifyArchive } from './archive/identify-archive.ts';
import { identifyCompoundFile } from './archive/identify-compound-file.ts';

const sampleBytes = 64 * 1024;
const claims = ['.pdf', '.docx', '.pptx', '.xlsx', '.odt', '.epub', '.rtf', '.msg', '.zip'];

/** Decides by the content; the name helps only where content leaves a choice (Markdown, CSV, plain text). */
export async function detectFormat(file: { path: string; fileName: string }): Promise<DocumentFormat> {
  const sample = await readSample(file.path);
  if (isPdf(sample)) return 'pdf';
  const extension = extname(file.fileName).toLowerCase();
  if (startsWith(sample, [0x50, 0x4b, 0x03, 0x04]) || startsWith(sample, [0x50, 0x4b, 0x05, 0x06])) {
    return await identifyArchive(file.path, extension);
  }
  if (startsWith(sample, [0xd0, 0xcf, 0x11, 0xe0])) return await identifyCompoundFile(file.path);
  if (startsWith(sample, [0x7b, 0x5c, 0x72, 0x74, 0x66])) return 'rtf';
  if (await isPicture(sample)) return 'image';
  const encoding = detectEncoding(sample);
  if (!encoding) throw explainBinary(extension);
  const text = decodeBytes(sample, encoding);
  if (text.startsWith(TRANSCRIPT_MARK)) return 'transcript';
  return looksLikeMail(text, extension) ? 'eml' : detectTextFormat(text, extension);
}

async function readSample(path: string): Promise<Uint8Array> {
  await using handle = await open(path);
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(sampleBytes), 0, sampleBytes, 0);
  return buffer.subarray(0, bytesRead);
}

// Readers accept the header anywhere in the first kilobyte, and so do files in the wild.
function isPdf(sample: Uint8Array): boolean {
  return Buffer.from(sample.subarray(0, 1024)).includes('%PDF-');
}

function startsWith(sample: Uint8Array, magic: number[]): boolean {
  return magic.every((byte, index) => sample[index] === byte);
}

const images = ['image/png', 'image/jpeg', 'image/webp', 'image/gif', 'image/bmp', 'image/tiff'];

/** True for a picture that can be read. @throws ExtractionError for anything else that is no text */
async function isPicture(sample: Uint8Array): Promise<boolean> {
  const { fileTypeFromBuffer } = await import('file-type');
  const type = await fileTypeFromBuffer(sample);
  if (!type || /^text\/|xml|json|rtf/.test(type.mime)) return false;
  if (images.includes(type.mime)) return true;
  throw new ExtractionError('unsupported-format', { detail: `It looks like ${type.mime}.` });
}

function explainBinary(extension: string): ExtractionError {
  const claimsDocument = claims.includes(extension);
  return new ExtractionError(claimsDocument ? 'file-damaged' : 'unsupported-format');
}
