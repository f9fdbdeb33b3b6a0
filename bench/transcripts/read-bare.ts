import { open } from 'node:fs/promises';
import { parseFile } from '#transcripts/import/parser/start-parser.ts';

/** So much is parsed at once for comparison: a text may not be longer than 512 MiB. */
const SAMPLE_BYTES = 100 * 1024 ** 2;

/** The same file through the child process with nobody behind it, and its first 100 MB by `JSON.parse`, item by item. */
export async function readBare(
  path: string,
): Promise<{ parserSeconds: number; jsonParseMbPerSecond: number }> {
  const startedMs = performance.now();
  for await (const _batch of parseFile({ path, fileName: path }, new AbortController().signal));
  const parserSeconds = (performance.now() - startedMs) / 1000;
  return { parserSeconds, jsonParseMbPerSecond: await parseSample(path) };
}

async function parseSample(path: string): Promise<number> {
  await using file = await open(path);
  const { size } = await file.stat();
  const bytes = Buffer.alloc(Math.min(size, SAMPLE_BYTES));
  await file.read(bytes, 0, bytes.length, 0);
  // Each conversation stands on a line of its own, in an array, too.
  const lines = bytes.toString().split('\n').slice(0, -1);
  const text = `[${lines.map(line => line.replace(/^\[/, '').replace(/,$/, '')).join(',')}]`;
  const startedMs = performance.now();
  JSON.parse(text);
  return Math.round(text.length / 1024 ** 2 / ((performance.now() - startedMs) / 1000));
}
