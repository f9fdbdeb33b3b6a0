import type { PdfPage } from '../pdf/pdf-engine.ts';
import type { TextStyle } from './blocks/classify-block.ts';
import { isMonospaced } from './blocks/text-line.ts';

/** Finds how the running text looks: the size, weight and kind of font that most letters have. */
export function measureStyle(pages: PdfPage[], pageHeight: number): TextStyle {
  const letters = new Map<string, number>();
  for (const page of pages) {
    for (const { fontSize, bold, fontName, text } of page.words) {
      const key = `${Math.round(fontSize * 2) / 2} ${bold} ${isMonospaced(fontName)}`;
      letters.set(key, (letters.get(key) ?? 0) + text.length);
    }
  }
  const [usual = '10 false false'] = [...letters].toSorted((a, b) => b[1] - a[1])[0] ?? [];
  const [fontSize, bold, monospaced] = usual.split(' ');
  return { fontSize: Number(fontSize), bold: bold === 'true', monospaced: monospaced === 'true', pageHeight };
}
