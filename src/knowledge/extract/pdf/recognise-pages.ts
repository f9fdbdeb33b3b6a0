import { cropImage } from '../ocr/crop-image.ts';
import { decodeImage } from '../ocr/decode-image.ts';
import type { Reading } from '../ocr/find-reading.ts';
import type { GrayImage } from '../ocr/gray-image.ts';
import type { OcrSettings } from '../ocr/ocr-settings.ts';
import { openRecogniser } from '../ocr/open-recogniser.ts';
import { recogniseImage } from '../ocr/recognise-image.ts';
import type { RecognisedImage } from '../ocr/recognised-image.ts';
import type { Recogniser } from '../ocr/recogniser.ts';
import { takeTurns } from '../ocr/take-turns.ts';
import { mapInOrder } from '../map-in-order.ts';
import { chooseDpi } from './choose-dpi.ts';
import { choosePixels } from './choose-pixels.ts';
import type { Pixels } from './choose-pixels.ts';
import { addPictureWords, replaceWords } from './merge-words.ts';
import { openRenderer } from './open-renderer.ts';
import type { PageRenderer } from './open-renderer.ts';
import type { PdfPage } from './pdf-engine.ts';

/** Reads what only pixels tell, several pages at a time; other pages pass through untouched. */
export async function* recognisePages(
  pages: AsyncIterable<PdfPage>,
  { path, ocr, withoutNative }: { path: string; ocr: OcrSettings; withoutNative?: boolean },
): AsyncGenerator<PdfPage> {
  await using reader = new PixelReader(() => openRenderer(path, withoutNative), ocr);
  yield* mapInOrder(pages, ocr.threads, async page => {
    const pixels = choosePixels(page);
    if (!pixels) return page;
    const read = await reader.read(page, pixels);
    return ocr.missingLanguages.length > 0 ? { ...read, missingLanguages: ocr.missingLanguages } : read;
  });
}

class PixelReader implements AsyncDisposable {
  readonly #openRenderer: () => Promise<PageRenderer>;
  readonly #settings: OcrSettings;
  /** Drawn pages in colour are large: several are read at the same time, but drawn one by one. */
  readonly #oneAtATime = takeTurns(1);
  #renderer: Promise<PageRenderer> | undefined;
  #recogniser: Recogniser | undefined;
  /** How the page before was read. */
  #like: Reading | undefined;

  constructor(open: () => Promise<PageRenderer>, settings: OcrSettings) {
    this.#openRenderer = open;
    this.#settings = settings;
  }

  /** A page that cannot be drawn or read keeps what text it has, and says so. */
  async read(page: PdfPage, pixels: Pixels): Promise<PdfPage> {
    try {
      return await this.#read(page, pixels);
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      return { ...page, unreadPixels: true };
    }
  }

  async #read(page: PdfPage, pixels: Pixels): Promise<PdfPage> {
    const image = await this.#oneAtATime(() => this.#draw(page));
    const scale = { pointsPerPixel: page.width / image.width };
    if (pixels.all) return replaceWords(page, await this.#recognise(image), { ...scale, ...this.#about() });
    let read = page;
    for (const picture of pixels.pictures) {
      const part = cropImage(image, toPixels(picture, scale.pointsPerPixel));
      read = addPictureWords(read, picture, await this.#recognise(part, true), {
        ...scale,
        ...this.#about(),
      });
    }
    return read;
  }

  async #draw(page: PdfPage): Promise<GrayImage> {
    this.#renderer ??= this.#openRenderer();
    const png = await (await this.#renderer).render(page.number, chooseDpi(page));
    return await decodeImage(png, this.#settings.maxPixels);
  }

  #about(): { engine: string } {
    return { engine: this.#recogniser?.name ?? '' };
  }

  async #recognise(image: GrayImage, amidText = false): Promise<RecognisedImage> {
    this.#recogniser ??= openRecogniser(this.#settings);
    const recognised = await recogniseImage(image, {
      recogniser: this.#recogniser,
      settings: this.#settings,
      like: this.#like,
      amidText,
    });
    if (recognised.words.length > 0 && !amidText) {
      this.#like = { turn: recognised.rotation, languages: recognised.languages };
    }
    return recognised;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#recogniser?.[Symbol.asyncDispose]();
  }
}

function toPixels(
  box: { x: number; y: number; width: number; height: number },
  pointsPerPixel: number,
): { x: number; y: number; width: number; height: number } {
  return {
    x: box.x / pointsPerPixel,
    y: box.y / pointsPerPixel,
    width: box.width / pointsPerPixel,
    height: box.height / pointsPerPixel,
  };
}
