import { readFile } from 'node:fs/promises';
import { decodeImage } from './decode-image.ts';
import type { GrayImage } from './gray-image.ts';
import { openRecogniser } from './open-recogniser.ts';
import { defaultOcrSettings } from './ocr-settings.ts';
import type { OcrSettings } from './ocr-settings.ts';
import { recogniseImage } from './recognise-image.ts';
import type { RecognisedImage } from './recognised-image.ts';

/**
 * Reads the words of one image with their boxes: a path, the bytes of a PNG, JPEG, WebP, GIF or BMP, or plain pixels.
 * Only the reader's child process may call it with files of strangers. Throws where the bytes are no image, and
 * `RecognitionTimedOut` where it takes longer than the settings allow.
 */
export async function readImage(
  image: string | Uint8Array | GrayImage,
  settings: OcrSettings = defaultOcrSettings,
): Promise<RecognisedImage> {
  const given = typeof image === 'string' ? await readFile(image) : image;
  const gray = given instanceof Uint8Array ? await decodeImage(given, settings.maxPixels) : given;
  await using recogniser = openRecogniser(settings);
  return await recogniseImage(gray, { recogniser, settings });
}
