import type { Line, Measure } from './break-lines.ts';
import type { Piece, Word } from './parse-inline.ts';
import { fonts, ink } from './styles.ts';

export type Pdf = PDFKit.PDFDocument;

/** Widths in the document's own fonts, remembered because the breaker asks for each one many times. */
export function createMeasure(pdf: Pdf): Measure {
  const known = new Map<string, number>();
  return (text, style) => {
    const key = `${style.font} ${style.size} ${text}`;
    const width = known.get(key) ?? pdf.font(fonts[style.font]).fontSize(style.size).widthOfString(text);
    known.set(key, width);
    return width;
  };
}

/** Sets one line with its baseline at `y`, its spaces stretched to `width` unless it ends a paragraph. */
export function drawLine(pdf: Pdf, line: Line, x: number, y: number, width: number, measure: Measure) {
  const runs = joinRuns(line.words);
  const natural = runs.reduce((sum, run) => sum + measure(run.text, run.style), 0);
  const spaces = line.words.length - 1;
  const stretch = spaces > 0 && (!line.isLast || natural > width) ? (width - natural) / spaces : 0;
  let left = x;
  for (const { text, style } of runs) {
    drawText(pdf, { text, style }, left, y - (style.rise ?? 0), { wordSpacing: stretch });
    left += measure(text, style) + stretch * (text.split(' ').length - 1);
  }
}

export function drawText(
  pdf: Pdf,
  piece: Piece,
  x: number,
  y: number,
  options: PDFKit.Mixins.TextOptions = {},
) {
  pdf.font(fonts[piece.style.font]).fontSize(piece.style.size).fillColor(ink.text);
  pdf.text(piece.text, x, y, { lineBreak: false, baseline: 'alphabetic', ...options });
}

/** Neighbouring words of one style become one run: fewer operators, and text that copies well. */
function joinRuns(words: Word[]): Piece[] {
  const runs: Piece[] = [];
  words.forEach((word, index) => {
    word.pieces.forEach((piece, place) => {
      const gap = index > 0 && place === 0 ? ' ' : '';
      const last = runs.at(-1);
      if (last && last.style.font === piece.style.font && last.style.rise === piece.style.rise) {
        last.text += gap + piece.text;
      } else {
        if (last && gap) last.text += gap;
        runs.push({ ...piece });
      }
    });
  });
  return runs;
}
