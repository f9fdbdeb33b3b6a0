import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { once } from 'node:events';
import { JSONParser } from '@streamparser/json';
import chain from 'stream-chain';
import { parser } from 'stream-json';
import { streamArray } from 'stream-json/streamers/stream-array.js';
import { streamValues } from 'stream-json/streamers/stream-values.js';
import { readBatches } from '#transcripts/import/read-batches.ts';
import { parseFile } from '#transcripts/import/parser/start-parser.ts';

/** So much is parsed at once for comparison: a text may not be longer than 512 MiB. */
const SAMPLE_BYTES = 100 * 1024 ** 2;
const CHUNK_BYTES = 256 * 1024;

/** CPU seconds of this process: a machine that is busy otherwise lengthens the wall clock, not these. */
async function cpuSeconds(work: () => Promise<void>): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

/** The same file through a streaming parser that is widely used, which gives out each item and checks nothing. */
export function costOfStreamJson(path: string, layout: 'array' | 'lines'): Promise<number> {
  return cpuSeconds(async () => {
    const source = createReadStream(path, { highWaterMark: CHUNK_BYTES });
    const items = chain(
      layout === 'array'
        ? [source, parser(), streamArray()]
        : [source, parser({ jsonStreaming: true }), streamValues()],
    );
    items.on('data', () => undefined);
    await once(items, 'end');
  });
}

/** The same by the other one that is well kept. */
export function costOfStreamparser(path: string, layout: 'array' | 'lines'): Promise<number> {
  return cpuSeconds(async () => {
    const items = layout === 'array' ? { paths: ['$.*'] } : { paths: ['$'], separator: '\n' };
    const tokens = new JSONParser({ ...items, keepStack: false });
    tokens.onValue = () => undefined;
    for await (const chunk of createReadStream(path, { highWaterMark: CHUNK_BYTES }))
      tokens.write(chunk as Buffer);
  });
}

/** `JSON.parse` of each line, and nothing else. */
export function costOfParsingLines(path: string): Promise<number> {
  return cpuSeconds(async () => {
    let rest = '';
    for await (const chunk of createReadStream(path, { highWaterMark: CHUNK_BYTES, encoding: 'utf8' })) {
      const lines = (rest + String(chunk)).split('\n');
      rest = lines.pop()!;
      for (const line of lines) JSON.parse(line);
    }
  });
}

/** Cut, parsed, checked, hashed and made into rows, as the import's child process does it. */
export function costOfReading(path: string): Promise<number> {
  return cpuSeconds(async () => {
    for await (const _batch of readBatches({ path, fileName: path }));
  });
}

/** The same file through the import's own child process, with nobody behind it: by the wall clock. */
export async function timeParser(path: string): Promise<number> {
  const startedMs = performance.now();
  for await (const _batch of parseFile({ path, fileName: path }, new AbortController().signal));
  return (performance.now() - startedMs) / 1000;
}

/** CPU seconds of `JSON.parse` for each megabyte, over the first 100 MB at once. */
export async function costOfJsonParse(path: string): Promise<number> {
  await using file = await open(path);
  const { size } = await file.stat();
  const bytes = Buffer.alloc(Math.min(size, SAMPLE_BYTES));
  await file.read(bytes, 0, bytes.length, 0);
  // Each conversation stands on a line of its own, in an array, too.
  const lines = bytes.toString().split('\n').slice(0, -1);
  const text = `[${lines.map(line => line.replace(/^\[/, '').replace(/,$/, '')).join(',')}]`;
  const seconds = await cpuSeconds(async () => void JSON.parse(text));
  return seconds / (text.length / 1024 ** 2);
}
