import type { Box } from '../extraction.ts';
import type { RecognisedImage } from '../ocr/recognised-image.ts';
import { countBroken } from '../text/count-broken.ts';
import type { PdfPage, PdfWord } from './pdf-engine.ts';
import { toPdfWords } from './to-pdf-words.ts';

interface Scale {
  pointsPerPixel: number;
  engine: string;
}

// Charts and photographs hold a few stray words; what is worth adding is running text.
const minPictureWords = 15;
const minPictureConfidence = 0.75;

/** Takes the recognised words of a whole page in place of its own, if they say more. */
export function replaceWords(page: PdfPage, image: RecognisedImage, scale: Scale): PdfPage {
  const words = toPdfWords(image, { x: 0, y: 0, pointsPerPixel: scale.pointsPerPixel, firstLine: 0 });
  if (countLetters(words) <= countLetters(page.words)) return { ...page, unreadPixels: true };
  return { ...page, words, recognition: describe(image, scale) };
}

/** Adds the words of a picture to those of the page that stand elsewhere. */
export function addPictureWords(page: PdfPage, picture: Box, image: RecognisedImage, scale: Scale): PdfPage {
  const firstLine = 1 + Math.max(0, ...page.words.map(word => word.order));
  const { x, y } = picture;
  const words = toPdfWords(image, { x, y, pointsPerPixel: scale.pointsPerPixel, firstLine }).filter(
    word => !page.words.some(other => overlaps(word, other)),
  );
  if (words.length < minPictureWords || image.confidence < minPictureConfidence) {
    return { ...page, unreadPixels: true };
  }
  return { ...page, words: [...page.words, ...words], recognition: describe(image, scale) };
}

function describe(image: RecognisedImage, { engine }: Scale): NonNullable<PdfPage['recognition']> {
  const confidence = Math.round(image.confidence * 100) / 100;
  return { confidence, languages: image.languages, engine };
}

function countLetters(words: PdfWord[]): number {
  const text = words.map(word => word.text).join('');
  return text.length - countBroken(text);
}

function overlaps(one: Box, other: Box): boolean {
  return (
    one.x < other.x + other.width &&
    other.x < one.x + one.width &&
    one.y < other.y + other.height &&
    other.y < one.y + one.height
  );
}
