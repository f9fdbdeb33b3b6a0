import {
  costOfJsonParse,
  costOfParsingLines,
  costOfReading,
  costOfStreamJson,
  costOfStreamparser,
} from './read-bare.ts';

export interface Comparison {
  /** CPU seconds for the whole file, the median of the rounds. */
  bare: number;
  reads: number;
  /** `JSON.parse` of the whole text, or of each line. */
  plain: number;
  /** `reads` against `bare` of the same round, slowest and fastest. */
  shares: number[];
}

/**
 * Reader and bare parser in turns over the same file, so that what else the machine does meets both: of the two well kept
 * parsers the one that was faster in the first round.
 */
export async function compareParsers(
  file: string,
  { layout, bytes, rounds }: { layout: 'array' | 'lines'; bytes: number; rounds: number },
): Promise<Comparison> {
  const slower = await costOfStreamJson(file, layout);
  const bare = [await costOfStreamparser(file, layout)];
  const reads = [await costOfReading(file)];
  const parseBare = slower < bare[0]! ? costOfStreamJson : costOfStreamparser;
  if (slower < bare[0]!) bare[0] = slower;
  for (let round = 2; round <= rounds; round++) {
    reads.push(await costOfReading(file));
    bare.push(await parseBare(file, layout));
  }
  const plain =
    layout === 'array' ? (await costOfJsonParse(file)) * (bytes / 1024 ** 2) : await costOfParsingLines(file);
  const shares = reads.map((seconds, round) => bare[round]! / seconds).toSorted((a, b) => a - b);
  return { bare: median(bare), reads: median(reads), plain, shares };
}

const median = (values: number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1]!;
