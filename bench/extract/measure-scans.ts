import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeImage } from '#knowledge/extract/ocr/decode-image.ts';
import { findOcrSettings } from '#knowledge/extract/ocr/find-ocr-settings.ts';
import { findNativeTesseract } from '#knowledge/extract/ocr/native/find-native-tesseract.ts';
import { openNativeRecogniser } from '#knowledge/extract/ocr/native/open-native-recogniser.ts';
import { defaultOcrSettings } from '#knowledge/extract/ocr/ocr-settings.ts';
import type { OcrSettings } from '#knowledge/extract/ocr/ocr-settings.ts';
import type { Turn } from '#knowledge/extract/ocr/recognised-image.ts';
import { chooseDpi } from '#knowledge/extract/pdf/choose-dpi.ts';
import { openPdf } from '#knowledge/extract/pdf/open-pdf.ts';
import { openRenderer } from '#knowledge/extract/pdf/open-renderer.ts';
import type { Sample } from './collection.ts';
import { readWithQuarry } from './readers.ts';
import type { Reading } from './readers.ts';
import { turnScan } from './turn-scan.ts';
import { wordSimilarity } from './word-similarity.ts';

export interface ScanFigures {
  name: string;
  nidw: number;
  pagesPerSecond: number;
}

const turns: Turn[] = [90, 180, 270];

/** How well and fast scans are read: by each engine there is, beside Tesseract alone, and turned in all directions. */
export async function measureScans(samples: Sample[]): Promise<ScanFigures[]> {
  if (samples.length === 0) return [];
  const figures: ScanFigures[] = [];
  const native = await findNativeTesseract();
  const settings = await findOcrSettings();
  const run = async (name: string, read: (sample: Sample) => Promise<Reading>): Promise<void> => {
    figures.push(await measure(name, samples, read));
    const { nidw, pagesPerSecond } = figures.at(-1)!;
    console.log(`${name.padEnd(34)} ${nidw.toFixed(3)} ${pagesPerSecond.toFixed(2)} pages/s`);
  };
  if (native) await run('Tesseract alone', sample => readWithTesseract(sample, native.command));
  if (settings.command !== undefined)
    await run('quarry, installed Tesseract', ({ path }) => readWithQuarry(path, settings));
  for (const turn of turns) {
    await run(`quarry, turned by ${turn}°`, sample => readTurned(sample, turn, settings));
  }
  await run('quarry, WebAssembly', ({ path }) => readWithQuarry(path, defaultOcrSettings));
  return figures;
}

async function measure(
  name: string,
  samples: Sample[],
  read: (sample: Sample) => Promise<Reading>,
): Promise<ScanFigures> {
  const scores: number[] = [];
  let pages = 0;
  const startedAt = performance.now();
  for (const sample of samples) {
    const reading = await read(sample);
    scores.push(wordSimilarity(sample.truth, reading.text));
    pages += reading.pages;
  }
  const seconds = (performance.now() - startedAt) / 1000;
  const nidw = scores.reduce((sum, score) => sum + score, 0) / scores.length;
  return { name, nidw, pagesPerSecond: pages / seconds };
}

/** The same pixels in Tesseract's own reading order, one page after the other. */
async function readWithTesseract(sample: Sample, command: string): Promise<Reading> {
  const renderer = await openRenderer(sample.path);
  await using recogniser = openNativeRecogniser({ command, processes: 1 });
  await using pdf = await openPdf(sample.path, 1);
  const texts: string[] = [];
  for await (const page of pdf.pages()) {
    const image = await decodeImage(
      await renderer.render(page.number, chooseDpi(page)),
      defaultOcrSettings.maxPixels,
    );
    const words = await recogniser.recognise(image, ['eng'], AbortSignal.timeout(600_000));
    texts.push(
      [...Map.groupBy(words, word => word.line).values()]
        .map(line => line.map(word => word.text).join(' '))
        .join('\n'),
    );
  }
  const text = texts.join('\n\n');
  return { text, markdown: text, pages: texts.length };
}

async function readTurned(sample: Sample, turn: Turn, settings: OcrSettings): Promise<Reading> {
  const folder = await mkdtemp(join(tmpdir(), 'quarry-bench-'));
  try {
    const path = join(folder, 'turned.pdf');
    await writeFile(path, await turnScan(sample.path, turn));
    return await readWithQuarry(path, settings);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
