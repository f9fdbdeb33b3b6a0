import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { afterEach, expect, test, vi } from 'vitest';
import { makePdf } from '#tests/support/files/make-pdf.ts';
import { drawPicture, makeScan } from '#tests/support/files/make-scan.ts';
import { writeTemporary } from '#tests/support/files/write-temporary.ts';
import { extractDocument } from '../extract-document.ts';
import type { ExtractedPage } from '../extraction.ts';
import type { OcrSettings } from './ocr-settings.ts';
import { loadTesseract } from './wasm/load-tesseract.ts';

const english = [
  'The committee met on 3 March at the old customs house.',
  'The lantern of the east pier was repaired in February.',
  'The repair cost 4,870 euros, which the reserve fund paid.',
];
const thai = ['ค่าจอดรถยนต์วันละ 80 บาท', 'เด็กสูงไม่เกิน 120 เซนติเมตร โดยสารเรือโดยไม่เสียค่าใช้จ่าย'];

// The engine that every machine has.
const packaged: Partial<OcrSettings> = { command: undefined, timeoutMs: 600_000 };

afterEach(() => vi.unstubAllGlobals());

async function readScan(scan: Buffer, ocr: Partial<OcrSettings> = packaged): Promise<ExtractedPage[]> {
  await using file = await writeTemporary('scan.pdf', scan);
  const limits = { timeoutMs: 600_000 };
  const pages: ExtractedPage[] = [];
  for await (const event of extractDocument({ path: file.path, fileName: 'scan.pdf', ocr, limits })) {
    if (event.type === 'page') pages.push(event.page);
  }
  return pages;
}

test('scanned pages in English and Thai are read, with how sure that is', async () => {
  const [first, second] = await readScan(await makeScan([english, thai]));
  expect(first!.text).toContain('The repair cost 4,870 euros, which the reserve fund paid.');
  expect(second!.text).toContain('ค่าจอดรถยนต์วันละ 80 บาท');
  expect(first!.recognition).toMatchObject({ engine: 'tesseract.js', languages: ['eng'] });
  expect(second!.recognition!.languages).toContain('tha');
  expect(first!.warnings.map(warning => warning.code)).toEqual(['ocr-used']);
  for (const word of first!.words) expect(word.confidence).toBeGreaterThan(0.5);
});

test('a sheet that lay sideways in the scanner is read upright, its boxes where the letters are', async () => {
  const [page] = await readScan(await makeScan([english], { turn: 90 }));
  expect(page!.text).toContain('The lantern of the east pier');
  expect(page!.warnings.map(warning => warning.code)).toEqual(['ocr-used', 'rotated-page']);
  const { box } = page!.blocks[0]!;
  expect(box!.height).toBeGreaterThan(box!.width);
  expect(box!.x).toBeGreaterThan(page!.size!.width / 2);
});

test('a large picture of text on a page of text is read as well, in its place', async () => {
  const picture = drawPicture([...english, ...english]);
  const page = await makePdf([
    pdf => {
      pdf.fontSize(12).text('Above the picture stands text that a program can read.', 60, 60);
      pdf.image(picture, 60, 120, { width: 470 });
      pdf.text('Below the picture stands more of it.', 60, 700);
    },
  ]);
  const [read] = await readScan(page);
  const places = ['Above the picture', 'The repair cost 4,870 euros', 'Below the picture'].map(text =>
    read!.text.indexOf(text),
  );
  expect(Math.min(...places)).toBeGreaterThanOrEqual(0);
  expect(places).toEqual(places.toSorted((a, b) => a - b));
  expect(read!.words.some(word => word.confidence === undefined)).toBe(true);
  expect(read!.warnings.map(warning => warning.code)).toEqual(['ocr-used']);
});

test('a picture that takes too long is left out with a warning', async () => {
  const [page] = await readScan(await makeScan([english]), { ...packaged, timeoutMs: 1 });
  expect(page!.text).toBe('');
  expect(page!.warnings.map(warning => warning.code)).toEqual(['image-not-read']);
});

test('reading opens no connection', async () => {
  const refuse = vi.fn<() => never>(() => {
    throw new Error('The network was asked.');
  });
  vi.stubGlobal('fetch', refuse);
  subscribe('net.client.socket', refuse);
  try {
    const tesseract = await loadTesseract();
    const white = { width: 60, height: 60, data: new Uint8Array(3600).fill(255) };
    expect(tesseract.recognise(white, ['tha', 'eng'])).toBeDefined();
  } finally {
    unsubscribe('net.client.socket', refuse);
  }
  expect(refuse).not.toHaveBeenCalled();
});
