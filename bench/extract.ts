import { parseArgs } from 'node:util';
import { listSamples, listScans, listTableSamples } from './extract/collection.ts';
import type { Sample } from './extract/collection.ts';
import { measureReaderMemory } from './extract/measure-memory.ts';
import { measurePageImages } from './extract/measure-page-images.ts';
import { measureScans } from './extract/measure-scans.ts';
import { normaliseMarkdown } from './extract/markdown-tables.ts';
import { otherReaders, quarry } from './extract/readers.ts';
import type { Reader, Reading } from './extract/readers.ts';
import { adjacencyScore, readMarkdownTables, readTruthTables } from './extract/table-adjacency.ts';
import { similarity, wordSimilarity } from './extract/word-similarity.ts';

// How well and how fast PDFs are read, beside other tools on the same files in the same run.
const { values } = parseArgs({
  options: {
    data: { type: 'string', default: new URL('../../shared/data/extract', import.meta.url).pathname },
    only: { type: 'string' },
    part: { type: 'string' },
    details: { type: 'boolean', default: false },
  },
});

interface Figures {
  name: string;
  nidw: Map<string, number>;
  markdownNid: number[];
  tableF1: number[];
  pagesPerSecond: number;
}

const samples = await listSamples(values.data);
const tableSamples = await listTableSamples(values.data);
// One part alone: text, scans or images.
const isWanted = (part: string): boolean => values.part === undefined || values.part === part;
if (isWanted('text')) await measureTexts();
if (isWanted('scans')) await measureScans(await listScans(values.data));
if (isWanted('images')) {
  console.log(`page images: ${(await measurePageImages(samples)).toFixed(1)}/s at 150 dpi`);
}

async function measureTexts(): Promise<void> {
  const readers = values.only ? [quarry] : [quarry, ...otherReaders];
  const all: Figures[] = [];
  for (const reader of readers) all.push(await measure(reader));
  printTable(all);
  if (values.details) printDetails(all[0]!);
  for (const other of all.slice(1)) printBootstrap(all[0]!, other);
  printVerdict(all, await measurePeakMemory());
}

async function measure(reader: Reader): Promise<Figures> {
  const figures: Figures = {
    name: reader.name,
    nidw: new Map(),
    markdownNid: [],
    tableF1: [],
    pagesPerSecond: 0,
  };
  let pages = 0;
  let elapsedMs = 0;
  if (samples[0]) await readSafely(reader, samples[0]);
  for (const sample of samples) {
    const startedAt = performance.now();
    const reading = await readSafely(reader, sample);
    elapsedMs += performance.now() - startedAt;
    pages += reading.pages;
    figures.nidw.set(sample.id, wordSimilarity(sample.truth, reading.text));
    const characters = [sample.truth, reading.markdown].map(text => Array.from(normaliseMarkdown(text)));
    figures.markdownNid.push(similarity(characters[0]!, characters[1]!));
  }
  figures.pagesPerSecond = pages / (elapsedMs / 1000);
  for (const sample of tableSamples) {
    const reading = await readSafely(reader, sample);
    const score = adjacencyScore(readTruthTables(sample.truth), readMarkdownTables(reading.markdown));
    figures.tableF1.push(score);
    if (values.details && reader === quarry) console.log(`icdar ${sample.id} ${score.toFixed(3)}`);
  }
  return figures;
}

async function readSafely(reader: Reader, sample: Sample): Promise<Reading> {
  try {
    return await reader.read(sample.path);
  } catch (error) {
    console.error(`${reader.name} failed on ${sample.id}: ${String(error)}`);
    return { text: '', markdown: '', pages: 0 };
  }
}

function mean(numbers: number[]): number {
  return numbers.length === 0 ? NaN : numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
}

function ofKind(figures: Figures, kind: string): number {
  return mean(samples.filter(sample => sample.kind === kind).map(sample => figures.nidw.get(sample.id)!));
}

function worstTenth(figures: Figures): number {
  const sorted = [...figures.nidw.values()].sort((a, b) => a - b);
  return mean(sorted.slice(0, Math.max(1, Math.round(sorted.length / 10))));
}

function printTable(rows: Figures[]): void {
  console.log(`${samples.length} PDFs, ${tableSamples.length} table PDFs; NIDw unless said otherwise`);
  const cell = (value: number): string => value.toFixed(3).replace(/^0/, '').padStart(9);
  console.log(
    [
      'tool'.padEnd(22),
      ...['easy', 'columns', 'table', 'all', 'worst10', 'MD NID', 'ICDAR F1', 'pages/s'].map(name =>
        name.padStart(9),
      ),
    ].join(' '),
  );
  for (const row of rows) {
    const scores = [
      ...['easy', 'multi-column', 'table'].map(kind => ofKind(row, kind)),
      mean([...row.nidw.values()]),
      worstTenth(row),
      mean(row.markdownNid),
      mean(row.tableF1),
    ];
    console.log(
      [row.name.padEnd(22), ...scores.map(cell), row.pagesPerSecond.toFixed(0).padStart(9)].join(' '),
    );
  }
}

function printDetails(figures: Figures): void {
  const sorted = samples.map((sample, index) => ({
    sample,
    nidw: figures.nidw.get(sample.id)!,
    markdown: figures.markdownNid[index]!,
  }));
  for (const { sample, nidw, markdown } of sorted.toSorted((a, b) => a.nidw - b.nidw)) {
    console.log(`${nidw.toFixed(3)} ${markdown.toFixed(3)} ${sample.kind.padEnd(13)} ${sample.id}`);
  }
}

/** The 95 % interval of the mean difference when the documents are drawn again and again. */
function printBootstrap(ours: Figures, other: Figures): void {
  const differences = samples.map(sample => ours.nidw.get(sample.id)! - other.nidw.get(sample.id)!);
  const random = makeRandom(1);
  const means = Array.from({ length: 2000 }, () =>
    mean(differences.map(() => differences[Math.floor(random() * differences.length)]!)),
  ).sort((a, b) => a - b);
  const signed = (value: number): string => `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(3)}`;
  console.log(
    `quarry − ${other.name}: ${signed(mean(differences))} (95 %: ${signed(means[50]!)} … ${signed(means[1949]!)})`,
  );
}

// Mulberry32: the same draw in every run.
function makeRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Of the processes that read the files one by one, the largest. */
async function measurePeakMemory(): Promise<number> {
  const peaks: number[] = [];
  for (const sample of samples) peaks.push((await measureReaderMemory(sample.path)) ?? NaN);
  return Math.max(...peaks);
}

function printVerdict(rows: Figures[], peakBytes: number): void {
  const ours = rows[0]!;
  const overall = (figures: Figures): number => mean([...figures.nidw.values()]);
  const best = rows.slice(1).toSorted((a, b) => overall(b) - overall(a))[0];
  const beside = best ? ` (best other ${best.name} ${overall(best).toFixed(3)})` : '';
  console.log(
    `extract: NIDw ${overall(ours).toFixed(3)}${beside}, Markdown NID ${mean(ours.markdownNid).toFixed(3)}, ` +
      `ICDAR F1 ${mean(ours.tableF1).toFixed(3)}, ${ours.pagesPerSecond.toFixed(0)} pages/s, ` +
      `peak ${Math.round(peakBytes / 1024 / 1024)} MB`,
  );
}
