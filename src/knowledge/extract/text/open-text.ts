import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import iconv from 'iconv-lite';
import { ExtractionError } from '../extraction-error.ts';
import { detectEncoding } from './detect-encoding.ts';

const sampleBytes = 256 * 1024;

/** Streams a text file as strings, whatever its encoding. */
export async function* openText(path: string): AsyncGenerator<string> {
  const encoding = await detectFileEncoding(path);
  const decoder = iconv.getDecoder(encoding);
  for await (const chunk of createReadStream(path)) {
    yield decoder.write(chunk as Buffer);
  }
  yield decoder.end() ?? '';
}

async function detectFileEncoding(path: string): Promise<string> {
  await using handle = await open(path);
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(sampleBytes), 0, sampleBytes, 0);
  const encoding = detectEncoding(buffer.subarray(0, bytesRead));
  if (!encoding) throw new ExtractionError('unsupported-format');
  return encoding;
}
