import { joinPieces } from './join-pieces.ts';
import type { RecognisedWord } from './recognised-image.ts';

const wordLevel = '5';

/** Reads Tesseract's table of words: level, page, block, paragraph, line, word, left, top, width, height, confidence, text. */
export function parseTsv(tsv: string): RecognisedWord[] {
  const words: RecognisedWord[] = [];
  let line = -1;
  let lineKey = '';
  for (const row of tsv.split('\n')) {
    const [level, page, block, paragraph, inParagraph, , left, top, width, height, confidence, text] =
      row.split('\t');
    if (level !== wordLevel || text === undefined || text.trim() === '') continue;
    const key = [page, block, paragraph, inParagraph].join(' ');
    if (key !== lineKey) {
      lineKey = key;
      line++;
    }
    words.push({
      text: text.trim(),
      x: Number(left),
      y: Number(top),
      width: Number(width),
      height: Number(height),
      confidence: Math.min(1, Math.max(0, Number(confidence) / 100)),
      line,
    });
  }
  return joinPieces(words);
}
