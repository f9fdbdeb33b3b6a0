import type { Box } from '../extraction.ts';
import { countBroken } from '../text/count-broken.ts';
import type { PdfPage } from './pdf-engine.ts';

/** Fewer letters than this are no text layer: a stamp, a page number. */
export const fewCharacters = 25;
const largePictureShare = 0.2;

/** What of a page is to be read from pixels: all of it, some pictures, or nothing (undefined). */
export type Pixels = { all: true } | { all: false; pictures: Box[] };

export function choosePixels(page: PdfPage): Pixels | undefined {
  const text = page.words.map(word => word.text).join('');
  if (text.length < fewCharacters) return page.drawn === false ? undefined : { all: true };
  if (isGarbled(text)) return { all: true };
  const area = page.width * page.height;
  const pictures = (page.pictures ?? []).filter(
    ({ width, height }) => width * height > largePictureShare * area,
  );
  return pictures.length > 0 ? { all: false, pictures } : undefined;
}

/** Much of the text stands for no letters. */
export function isGarbled(text: string): boolean {
  return countBroken(text) > Math.max(10, text.length * 0.1);
}
