import { readFile } from 'node:fs/promises';
import { decodeImage } from './decode-image.ts';
import { defaultOcrSettings } from './ocr-settings.ts';
import type { OcrSettings } from './ocr-settings.ts';
import { parseTsv } from './parse-tsv.ts';
import type { RecognisedImage } from './recognised-image.ts';
import { loadTesseract } from './wasm/tesseract-core.ts';

/**
 * Reads the words of one image (a path or its bytes: PNG, JPEG, WebP, TIFF, GIF, BMP) with their boxes.
 * Only the reader's child process may call it with files of strangers. Throws where the bytes are no image.
 */
export async function readImage(
  image: string | Uint8Array,
  settings: OcrSettings = defaultOcrSettings,
): Promise<RecognisedImage> {
  const bytes = typeof image === 'string' ? await readFile(image) : image;
  const gray = await decodeImage(bytes, settings.maxPixels);
  const tesseract = await loadTesseract();
  const words = parseTsv(tesseract.recognise(gray, settings.languages));
  return {
    width: gray.width,
    height: gray.height,
    words,
    rotation: 0,
    languages: settings.languages,
    confidence: meanConfidence(words),
  };
}

function meanConfidence(words: RecognisedImage['words']): number {
  let letters = 0;
  let sum = 0;
  for (const { text, confidence } of words) {
    letters += text.length;
    sum += text.length * confidence;
  }
  return letters === 0 ? 0 : sum / letters;
}
