import { open } from 'node:fs/promises';
import { ExtractionError } from '#knowledge/extract/extraction-error.ts';

interface Signature {
  at: number;
  bytes: string;
  names: string;
}

// By their first bytes alone: nothing of a stranger's file is parsed where requests are answered.
const signatures: Signature[] = [
  { at: 4, bytes: 'ftyp', names: 'a video or a photograph in HEIC' },
  { at: 0, bytes: '\x1aE\xdf\xa3', names: 'a video' },
  { at: 8, bytes: 'AVI ', names: 'a video' },
  { at: 8, bytes: 'WAVE', names: 'a sound recording' },
  { at: 0, bytes: 'ID3', names: 'a sound recording' },
  { at: 0, bytes: 'fLaC', names: 'a sound recording' },
  { at: 0, bytes: 'OggS', names: 'a sound recording' },
  { at: 0, bytes: '7z\xbc\xaf\x27\x1c', names: 'a 7z archive' },
  { at: 0, bytes: 'Rar!\x1a\x07', names: 'a RAR archive' },
  { at: 0, bytes: '\x7fELF', names: 'a program' },
  { at: 0, bytes: 'MZ\x90\0', names: 'a program' },
  { at: 0, bytes: '\0asm', names: 'a program' },
  { at: 0, bytes: 'SQLite format 3\0', names: 'a database' },
];
const sampleBytes = 16;

/** Refuses at once what no reader will ever read. @throws ExtractionError `unsupported-format` */
export async function refuseUnreadable(path: string): Promise<void> {
  await using file = await open(path);
  const { buffer, bytesRead } = await file.read(Buffer.alloc(sampleBytes), 0, sampleBytes, 0);
  const start = buffer.toString('latin1', 0, bytesRead);
  const found = signatures.find(({ at, bytes }) => start.startsWith(bytes, at));
  if (found) throw new ExtractionError('unsupported-format', { detail: `It is ${found.names}.` });
}
