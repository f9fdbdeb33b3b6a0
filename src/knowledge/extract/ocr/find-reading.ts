import { cropImage } from './crop-image.ts';
import { findBusiestPart } from './find-busiest-part.ts';
import type { GrayImage } from './gray-image.ts';
import type { Turn } from './recognised-image.ts';
import { meanConfidence, runsSideways, scoreWords } from './score-words.ts';
import { turnUpright } from './turn-image.ts';
import type { RecognisedWord } from './recognised-image.ts';

/** How an image is to be read. */
export interface Reading {
  turn: Turn;
  languages: string[];
}

export type Recognise = (image: GrayImage, languages: string[]) => Promise<RecognisedWord[]>;

const probeSide = 800;
const clearConfidence = 0.82;
const clearLetters = 60;

/**
 * Finds by trying on a part of the image which way its text runs and in which language it is: upright in the first
 * language, then the other ways and languages, until one gives clear text; else the one with most believable letters. Undefined where there are none.
 */
export async function findReading(
  image: GrayImage,
  languages: string[],
  recognise: Recognise,
): Promise<Reading | undefined> {
  const part = cropImage(image, findBusiestPart(image, probeSide));
  const first: Reading = { turn: 0, languages: languages.slice(0, 1) };
  const upright = await recognise(part, first.languages);
  if (isClear(upright)) return first;
  const sideways = runsSideways(upright);
  let best: Reading | undefined = first;
  let bestScore = sideways ? 0 : scoreWords(upright);
  for (const reading of listReadings(languages, sideways).filter(each => !isSameReading(each, first))) {
    const words = await recognise(turnUpright(part, reading.turn), reading.languages);
    const score = runsSideways(words) ? 0 : scoreWords(words);
    if (isClear(words)) return reading;
    if (score > bestScore) [best, bestScore] = [reading, score];
  }
  return bestScore > 0 ? best : undefined;
}

/** The same for a picture amid text: upright or not at all, and undefined where no text is clear. */
export async function findUprightReading(
  image: GrayImage,
  languages: string[],
  recognise: Recognise,
): Promise<Reading | undefined> {
  const part = cropImage(image, findBusiestPart(image, probeSide));
  for (const reading of listReadings(languages).filter(({ turn }) => turn === 0)) {
    if (isClear(await recognise(part, reading.languages))) return reading;
  }
  return undefined;
}

/**
 * The likely ways first: Tesseract notices lines that run up or down, but not which of the two. One language after the
 * other, each together with the first one: names and numbers are Latin everywhere.
 */
function listReadings(languages: string[], sideways = false): Reading[] {
  const [first, ...others] = languages;
  if (first === undefined) return [];
  const sets = [[first], ...others.map(other => [other, first])];
  const turns: Turn[] = sideways ? [90, 270, 0, 180] : [0, 180, 90, 270];
  return turns.flatMap(turn => sets.map(set => ({ turn, languages: set })));
}

export function isSameReading(one: Reading, other: Reading): boolean {
  return one.turn === other.turn && one.languages.join() === other.languages.join();
}

/** Nothing else needs to be tried. */
export function isClear(words: RecognisedWord[]): boolean {
  const letters = words.reduce((sum, word) => sum + word.text.length, 0);
  return letters >= clearLetters && meanConfidence(words) >= clearConfidence && !runsSideways(words);
}
