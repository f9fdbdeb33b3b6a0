import { lexicon } from './lexicon.ts';
import { boosters, isNegation, phrases } from './modifiers.ts';

const NEGATED = -0.74;
const CAPITALS = 0.733;
/** What stands further before a word changes it less. */
const FADING = [1, 0.95, 0.9];

/** A text as words: as they stand, and in lower case. */
export interface Words {
  raw: string[];
  lower: string[];
  /** Some words are in capitals and some are not: then capitals are emphasis. */
  mixedCase: boolean;
}

/** The valence of each word in its context; 0 where it has none. */
export function wordValences(words: Words): number[] {
  const { lower } = words;
  const valences = lower.map((word, index) => {
    if (boosters.has(word) || (word === 'kind' && lower[index + 1] === 'of')) return 0;
    return lexicon.has(word) ? valenceOf(words, index) : 0;
  });
  return weighByContrast(lower, valences);
}

function valenceOf(words: Words, index: number): number {
  const { raw, lower, mixedCase } = words;
  let valence = ownValence(lower, index);
  if (mixedCase && isUpper(raw[index]!)) valence += valence > 0 ? CAPITALS : -CAPITALS;
  for (const back of [1, 2, 3]) {
    const before = lower[index - back];
    if (before === undefined || lexicon.has(before)) continue;
    valence += boostOf(words, index - back, valence) * FADING[back - 1]!;
    valence *= negationOf(lower, index, back);
    if (back === 3) valence = phraseValence(lower, index, valence);
  }
  return isLeast(lower, index) ? valence * NEGATED : valence;
}

function ownValence(lower: string[], index: number): number {
  const known = lexicon.get(lower[index]!)!;
  const isNo = (back: number): boolean => lower[index - back] === 'no';
  const before = lower[index - 1];
  if (isNo(1) || isNo(2) || (isNo(3) && (before === 'or' || before === 'nor'))) return known * NEGATED;
  // "no" in front of a word with a valence of its own only negates it.
  return lower[index] === 'no' && lexicon.has(lower[index + 1] ?? '') ? 0 : known;
}

function boostOf({ raw, lower, mixedCase }: Words, index: number, valence: number): number {
  const boost = boosters.get(lower[index]!);
  if (boost === undefined) return 0;
  const directed = valence < 0 ? -boost : boost;
  if (!mixedCase || !isUpper(raw[index]!)) return directed;
  return valence > 0 ? directed + CAPITALS : directed - CAPITALS;
}

/** By what a negation `back` words before changes the valence. */
function negationOf(lower: string[], index: number, back: number): number {
  const at = (distance: number): string => lower[index - distance] ?? '';
  const isSo = (distance: number): boolean => at(distance) === 'so' || at(distance) === 'this';
  if (back === 2) {
    if (at(2) === 'never' && isSo(1)) return 1.25;
    if (at(2) === 'without' && at(1) === 'doubt') return 1;
  }
  if (back === 3) {
    if ((at(3) === 'never' && isSo(2)) || isSo(1)) return 1.25;
    if (at(3) === 'without' && (at(2) === 'doubt' || at(1) === 'doubt')) return 1;
  }
  return isNegation(at(back)) ? NEGATED : 1;
}

function phraseValence(lower: string[], index: number, valence: number): number {
  const slice = (from: number, to: number): string => lower.slice(index + from, index + to + 1).join(' ');
  const backwards = [slice(-1, 0), slice(-2, 0), slice(-2, -1), slice(-3, -1), slice(-3, -2)];
  const found = backwards.find(each => phrases.has(each));
  let changed = found === undefined ? valence : phrases.get(found)!;
  // A slice that the text ends in is shorter, and was looked up already.
  if (index + 1 < lower.length) changed = phrases.get(slice(0, 1)) ?? changed;
  if (index + 2 < lower.length) changed = phrases.get(slice(0, 2)) ?? changed;
  for (const each of [slice(-3, -1), slice(-3, -2), slice(-2, -1)]) changed += boosters.get(each) ?? 0;
  return changed;
}

function isLeast(lower: string[], index: number): boolean {
  if (lower[index - 1] !== 'least' || lexicon.has('least')) return false;
  return lower[index - 2] !== 'at' && lower[index - 2] !== 'very';
}

/**
 * What stands before "but" counts half, what stands behind it half as much again.
 * @NOTE As published: of equal valences the first that is left is changed, wherever it stands.
 */
function weighByContrast(lower: string[], valences: number[]): number[] {
  const but = lower.indexOf('but');
  if (but < 0) return valences;
  const weighed = [...valences];
  for (let turn = 0; turn < weighed.length; turn++) {
    const valence = weighed[turn]!;
    const index = weighed.indexOf(valence);
    if (index < but) weighed[index] = valence * 0.5;
    else if (index > but) weighed[index] = valence * 1.5;
  }
  return weighed;
}

/** Has letters, and none in lower case. */
export const isUpper = (word: string): boolean => word === word.toUpperCase() && word !== word.toLowerCase();
