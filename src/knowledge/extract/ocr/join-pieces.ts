import type { RecognisedWord } from './recognised-image.ts';

// Scripts that put no spaces between words; Tesseract gives their letters one by one.
const unspaced =
  /\p{Script=Thai}|\p{Script=Lao}|\p{Script=Khmer}|\p{Script=Myanmar}|\p{Script=Han}|\p{Script=Hiragana}|\p{Script=Katakana}/u;
const maxGapInLetters = 0.5;

/** Puts the letters of a line together again where no space parts them. */
export function joinPieces(words: RecognisedWord[]): RecognisedWord[] {
  return [...Map.groupBy(words, word => word.line).values()].flatMap(joinLine);
}

function joinLine(line: RecognisedWord[]): RecognisedWord[] {
  if (!line.some(word => unspaced.test(word.text))) return line;
  const maxGap = maxGapInLetters * letterHeight(line);
  const joined: RecognisedWord[] = [];
  for (const word of line) {
    const previous = joined.at(-1);
    const belongs = previous && isUnspaced(previous.text.at(-1)!) && isUnspaced(word.text[0]!);
    if (belongs && word.x - previous.x - previous.width < maxGap) joined.push(join(joined.pop()!, word));
    else joined.push(word);
  }
  return joined;
}

function isUnspaced(character: string): boolean {
  return unspaced.test(character) || /\p{M}/u.test(character);
}

/** Letters without marks above and below: the lower quarter of the heights. */
function letterHeight(line: RecognisedWord[]): number {
  const heights = line
    .filter(word => unspaced.test(word.text))
    .map(word => word.height)
    .toSorted((a, b) => a - b);
  return heights[Math.floor(heights.length / 4)] ?? 0;
}

function join(one: RecognisedWord, other: RecognisedWord): RecognisedWord {
  const right = Math.max(one.x + one.width, other.x + other.width);
  const bottom = Math.max(one.y + one.height, other.y + other.height);
  const [x, y] = [Math.min(one.x, other.x), Math.min(one.y, other.y)];
  const letters = one.text.length + other.text.length;
  const confidence = (one.confidence * one.text.length + other.confidence * other.text.length) / letters;
  return { ...one, text: one.text + other.text, confidence, x, y, width: right - x, height: bottom - y };
}
