import type { ExtractedPage } from '../extraction.ts';
import { listBandLines } from '../layout/furniture/band-lines.ts';
import { findFurniture } from '../layout/furniture/find-furniture.ts';
import { layOutPage } from '../layout/lay-out-page.ts';
import { makeUpright } from '../layout/make-upright.ts';
import { countLetters, measureStyle } from '../layout/measure-style.ts';
import { writePage } from '../layout/page-writer.ts';
import { roundPoints } from '../layout/round-points.ts';
import type { GrayImage } from '../ocr/gray-image.ts';
import type { OcrSettings } from '../ocr/ocr-settings.ts';
import type { RecognisedImage } from '../ocr/recognised-image.ts';
import { judgePage } from '../pdf/judge-page.ts';
import { replaceWords } from '../pdf/merge-words.ts';
import type { PdfPage } from '../pdf/pdf-engine.ts';

/** Pictures rarely tell how large they are on paper: the longer side counts as that of A4. */
export const longerSidePoints = 842;

export interface ImagePage {
  number: number;
  pixels: GrayImage;
  settings: OcrSettings;
  engine: string;
}

/** Makes a page of what was recognised in a picture, laid out like the page of a PDF that was scanned. */
export function layOutImage(read: RecognisedImage | undefined, image: ImagePage): ExtractedPage {
  const { number, pixels, settings, engine } = image;
  const pointsPerPixel = longerSidePoints / Math.max(pixels.width, pixels.height);
  const blank: PdfPage = {
    number,
    width: pixels.width * pointsPerPixel,
    height: pixels.height * pointsPerPixel,
    words: [],
    rulings: [],
    missingLanguages: settings.missingLanguages,
  };
  const page = read
    ? replaceWords(blank, read, { pointsPerPixel, engine })
    : { ...blank, unreadPixels: true };
  const upright = makeUpright(page);
  const furniture = findFurniture(listBandLines(upright), []);
  const style = measureStyle([countLetters(page)], upright.height);
  return {
    number,
    size: { width: roundPoints(page.width), height: roundPoints(page.height) },
    ...writePage(layOutPage(upright, furniture, style)),
    warnings: judgePage(page, upright),
    ...(page.recognition ? { recognition: page.recognition } : {}),
  };
}
