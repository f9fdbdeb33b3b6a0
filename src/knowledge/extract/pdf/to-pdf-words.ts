import { measureLines } from '../ocr/measure-line.ts';
import type { RecognisedImage } from '../ocr/recognised-image.ts';
import { turnWordUpright } from '../ocr/turn-image.ts';
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

/** Puts recognised words on the page, with the size of their letters and the baseline of their line. */
export function toPdfWords(image: RecognisedImage, placement: Placement): PdfWord[] {
  const { pointsPerPixel, firstLine } = placement;
  const given = new Map(image.words.map(word => [turnWordUpright(word, image.rotation, image), word]));
  return measureLines([...given.keys()]).flatMap(({ words, fontSize, baseline }) =>
    words.map((word): PdfWord => {
      const box = given.get(word)!;
      return {
        text: cleanText(word.text),
        x: placement.x + box.x * pointsPerPixel,
        y: placement.y + box.y * pointsPerPixel,
        width: box.width * pointsPerPixel,
        height: box.height * pointsPerPixel,
        fontSize: Math.max(1, fontSize * pointsPerPixel),
        // The line's baseline, not the word's: all words of a line share it, however askew the scan lies.
        baselineShare: (baseline - word.y) / Math.max(1, word.height),
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
    }),
  );
}
