import { readFile } from 'node:fs/promises';
import { ExtractionError } from '../extraction-error.ts';
import type { ExtractionEvent } from '../extract-document.ts';
import type { GrayImage } from '../ocr/gray-image.ts';
import { defaultOcrSettings } from '../ocr/ocr-settings.ts';
import type { OcrSettings } from '../ocr/ocr-settings.ts';
import { openRecogniser } from '../ocr/open-recogniser.ts';
import { recogniseImage } from '../ocr/recognise-image.ts';
import type { RecognisedImage } from '../ocr/recognised-image.ts';
import type { Recogniser } from '../ocr/recogniser.ts';
import type { WorkerRequest } from '../worker-message.ts';
import { layOutImage } from './lay-out-image.ts';
import { openImage } from './open-image.ts';

/** Reads a picture by text recognition; one with several pages, as scanners write TIFF, page by page. */
export async function* readImageFile(request: WorkerRequest): AsyncGenerator<ExtractionEvent> {
  const settings = request.ocr ?? defaultOcrSettings;
  const image = openImage(await readFile(request.path));
  const { pageCount } = image;
  if (pageCount > request.limits.maxPages) throw new ExtractionError('too-many-pages');
  // A picture that cannot be unpacked fails the file before anything is told of it.
  let pixels = await image.decode(Math.min(request.fromPage, pageCount), settings.maxPixels);
  yield { type: 'document', document: { format: 'image', paged: true, pageCount, warnings: [] } };
  await using recogniser = openRecogniser(settings);
  for (let number = request.fromPage; number <= pageCount; number++) {
    if (number > request.fromPage) pixels = await image.decode(number, settings.maxPixels);
    const read = await recognise(pixels, { recogniser, settings });
    yield { type: 'page', page: layOutImage(read, { number, pixels, settings, engine: recogniser.name }) };
  }
}

/** Undefined where the engine gives up: the page then says that it was not read. */
async function recognise(
  pixels: GrayImage,
  engine: { recogniser: Recogniser; settings: OcrSettings },
): Promise<RecognisedImage | undefined> {
  try {
    return await recogniseImage(pixels, engine);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return undefined;
  }
}
