import type { RecognisedWord } from './recognised-image.ts';

// Shares of the em square, as the usual book faces have them.
const [xHeight, ascent, descent] = [0.48, 0.72, 0.21];
const minWordsForSlope = 4;

export interface MeasuredLine {
  words: RecognisedWord[];
  /** Pixels. */
  fontSize: number;
  /** Where the baseline runs once the slant of the page is taken out. */
  baseline: number;
}

/** Judges letter size and baseline of each line from the boxes of its words; the words are upright. */
export function measureLines(words: RecognisedWord[]): MeasuredLine[] {
  const lines = [...Map.groupBy(words, word => word.line).values()].map(line => ({
    words: line,
    fontSize: median(line.map(word => word.height / extentOf(word.text))) ?? 10,
  }));
  const slope = median(lines.flatMap(slopesOf)) ?? 0;
  return lines.map(line => ({
    ...line,
    baseline: median(feetOf(line).map(({ x, y }) => y - slope * x)) ?? 0,
  }));
}

type Line = Omit<MeasuredLine, 'baseline'>;

/** Where words stand on the baseline: those without letters that hang below it, if there are any. */
function feetOf({ words, fontSize }: Line): { x: number; y: number }[] {
  const standing = words.filter(word => !hangsBelow(word.text));
  return (standing.length > 0 ? standing : words).map(word => ({
    x: word.x + word.width / 2,
    y: word.y + word.height - (standing.length > 0 ? 0 : Math.min(descent * fontSize, word.height / 2)),
  }));
}

/** A scan lies askew by a degree or two: over a wide line that is more than the distance to the next one. */
function slopesOf(line: Line): number[] {
  const feet = feetOf(line);
  if (feet.length < minWordsForSlope) return [];
  const third = Math.ceil(feet.length / 3);
  const from = middleOf(feet.slice(0, third));
  const to = middleOf(feet.slice(-third));
  return to.x - from.x > 3 * line.fontSize ? [(to.y - from.y) / (to.x - from.x)] : [];
}

function middleOf(feet: { x: number; y: number }[]): { x: number; y: number } {
  return { x: median(feet.map(foot => foot.x)) ?? 0, y: median(feet.map(foot => foot.y)) ?? 0 };
}

/** How much of the em square the letters of a word cover from top to bottom. */
function extentOf(text: string): number {
  if (/\p{Script=Thai}/u.test(text)) return ascent + descent;
  const above = /[\p{Lu}\p{N}bdfhiklt!?()[\]/'"“”]/u.test(text) ? ascent : xHeight;
  return above + (hangsBelow(text) ? descent : 0);
}

// Thai letters and vowels below the line among them.
function hangsBelow(text: string): boolean {
  return /[gjpqyQ,;()[\]/]|[ญฎฏฐฤฦ]|\u0e38|\u0e39/u.test(text);
}

function median(numbers: number[]): number | undefined {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];
}
