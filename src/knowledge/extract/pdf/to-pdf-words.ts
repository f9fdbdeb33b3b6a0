import type { RecognisedImage, RecognisedWord } from '../ocr/recognised-image.ts';
import { cleanText } from '../text/clean-text.ts';
import type { PdfWord } from './pdf-engine.ts';

export interface Placement {
  /** Where the image's top left corner stands on the page, in points. */
  x: number;
  y: number;
  pointsPerPixel: number;
  /** Number of the first line, so that lines of several images stay apart. */
  firstLine: number;
}

// Shares of the em square, as the usual book faces have them.
const [xHeight, ascent, descent] = [0.48, 0.72, 0.21];

/** Puts recognised words on the page; the size of their letters is judged from the boxes of each line. */
export function toPdfWords(image: RecognisedImage, placement: Placement): PdfWord[] {
  const { x, y, pointsPerPixel, firstLine } = placement;
  const sideways = image.rotation === 90 || image.rotation === 270;
  const letterHeight = (word: RecognisedWord): number => (sideways ? word.width : word.height);
  return [...Map.groupBy(image.words, word => word.line).values()].flatMap(line => {
    const fontSize = median(line.map(word => letterHeight(word) / extentOf(word.text))) * pointsPerPixel;
    return line.map((word): PdfWord => {
      const height = letterHeight(word) * pointsPerPixel;
      const below = hasDescender(word.text) ? Math.min(descent * fontSize, height / 2) : 0;
      return {
        text: cleanText(word.text),
        x: x + word.x * pointsPerPixel,
        y: y + word.y * pointsPerPixel,
        width: word.width * pointsPerPixel,
        height: word.height * pointsPerPixel,
        fontSize: Math.max(1, fontSize),
        baselineShare: (height - below) / Math.max(height, 0.01),
        fontName: '',
        bold: false,
        italic: false,
        rotation: image.rotation,
        joined: false,
        // The engine parts words itself.
        spaceAfter: true,
        order: firstLine + word.line,
        confidence: Math.round(word.confidence * 100) / 100,
      };
    });
  });
}

/** How much of the em square the letters of a word cover from top to bottom. */
function extentOf(text: string): number {
  if (/\p{Script=Thai}/u.test(text)) return ascent + descent;
  const above = /[\p{Lu}\p{N}bdfhiklt!?()[\]/'"“”]/u.test(text) ? ascent : xHeight;
  return above + (hasDescender(text) ? descent : 0);
}

// Thai letters and vowels below the line among them.
function hasDescender(text: string): boolean {
  return /[gjpqyQ,;()[\]/]|[ญฎฏฐฤฦ]|\u0e38|\u0e39/u.test(text);
}

function median(numbers: number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 10;
}
