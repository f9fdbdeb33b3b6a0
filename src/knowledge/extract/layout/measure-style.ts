import type { PdfPage } from '../pdf/pdf-engine.ts';
import type { TextStyle } from './blocks/classify-block.ts';
import { isMonospaced } from './blocks/text-line.ts';

/** How many letters of a page are set in each style. */
export type LetterCounts = Map<string, number>;

export function countLetters(page: PdfPage): LetterCounts {
  const letters: LetterCounts = new Map();
  let key = '';
  let order = -1;
  for (const word of page.words) {
    // The words of one drawing look alike.
    if (word.order !== order) {
      order = word.order;
      key = `${Math.round(word.fontSize * 2) / 2} ${word.bold} ${isMonospaced(word.fontName)}`;
    }
    letters.set(key, (letters.get(key) ?? 0) + word.text.length);
  }
  return letters;
}

/** Finds how the running text looks: the size, weight and kind of font that most letters of these pages have. */
export function measureStyle(pages: LetterCounts[], pageHeight: number): TextStyle {
  const sum: LetterCounts = new Map();
  for (const [key, letters] of pages.flatMap(page => [...page])) sum.set(key, (sum.get(key) ?? 0) + letters);
  const [usual = '10 false false'] = [...sum].toSorted((a, b) => b[1] - a[1])[0] ?? [];
  const [fontSize, bold, monospaced] = usual.split(' ');
  return { fontSize: Number(fontSize), bold: bold === 'true', monospaced: monospaced === 'true', pageHeight };
}
