import type { Line, Rectangle, UprightWord } from '../segment.ts';

/** A line as the paragraphs see it: words from left to right and how they look. */
export interface TextLine extends Rectangle {
  words: UprightWord[];
  fontSize: number;
  bold: boolean;
  monospaced: boolean;
}

export function toTextLine(line: Line): TextLine {
  const words = line.segments.flatMap(segment => (segment.table ? [] : segment.words));
  const { left, top, right, bottom } = line;
  return {
    left,
    top,
    right,
    bottom,
    words,
    fontSize: usualFontSize(words),
    bold:
      words.length > 0 && words.every(word => word.source.bold || !/[\p{L}\p{N}]/u.test(word.source.text)),
    monospaced: words.length > 0 && words.every(word => isMonospaced(word.source.fontName)),
  };
}

/** The size of most of the letters; a raised note mark does not count. */
function usualFontSize(words: UprightWord[]): number {
  const letters = new Map<number, number>();
  for (const word of words) {
    const size = Math.round(word.source.fontSize * 4) / 4;
    letters.set(size, (letters.get(size) ?? 0) + word.source.text.length);
  }
  return [...letters].toSorted((a, b) => b[1] - a[1])[0]?.[0] ?? 10;
}

export function isMonospaced(fontName: string): boolean {
  return /courier|mono|consol|menlo|typewriter|fixed|cmtt|lucidacon/i.test(fontName);
}
