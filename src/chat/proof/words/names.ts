import { normalizeText } from '#knowledge/index/normalize-text.ts';
import { stopWords } from '#knowledge/index/stop-words.ts';

export interface Name {
  /** As it stands in the text. */
  text: string;
  /** Normalized, each by itself. */
  words: string[];
  start: number;
}

const word = /[\p{L}\p{N}][\p{L}\p{M}\p{N}]*(?:[-'’.&][\p{L}\p{N}]+)*/gu;
const months = /^(?:january|february|march|april|may|june|july|august|september|october|november|december)$/;

/**
 * What is written like a name in running text: a capital where no sentence begins, or letters and digits mixed; words
 * side by side are one name. The first word of a sentence counts where `known` has it.
 */
export function readNames(text: string, known: ReadonlySet<string> = new Set()): Name[] {
  const names: Name[] = [];
  for (const match of text.matchAll(word)) {
    const bare = match[0].replace(/['’]s$/u, '');
    if (!isName(bare, text.slice(Math.max(0, match.index - BEFORE), match.index), known)) continue;
    const last = names.at(-1);
    const isSameName = last !== undefined && text.slice(last.start + last.text.length, match.index) === ' ';
    if (isSameName) {
      last.text += ` ${bare}`;
      last.words.push(normalizeText(bare));
    } else names.push({ text: bare, words: [normalizeText(bare)], start: match.index });
  }
  return names;
}

/** So much of what stands before a word tells whether a sentence begins with it. */
const BEFORE = 40;

/** The words of all names of a text. */
export const wordsOf = (names: Name[]): Set<string> => new Set(names.flatMap(name => name.words));

function isName(bare: string, before: string, known: ReadonlySet<string>): boolean {
  const normal = normalizeText(bare);
  if (!isWrittenAsName(bare) || bare === 'I' || months.test(normal)) return false;
  if (bare.length > 1 && stopWords.has(normal)) return false;
  if (bare.length === 1 && !/[A-Z]/.test(bare)) return false;
  return !beginsSentence(before) || known.has(normal) || /\d|\p{Lu}.*\p{Lu}/u.test(bare);
}

const isWrittenAsName = (text: string): boolean =>
  /^\p{Lu}/u.test(text) || (/\p{L}/u.test(text) && /\d/.test(text) && !/^\d/.test(text));

const beginsSentence = (before: string): boolean =>
  /(?:^|[.!?:;|•·“"(\n]|\d\.)\s*$/u.test(before.replace(/\b(?:Mr|Mrs|Dr|St)\.\s*$/u, 'x '));

const weekday = /^(?:mon|tues|wednes|thurs|fri|satur|sun)days?$/;

/** A day of the week is written like a name, and stands for none but another day. */
export const isWeekday = ({ words }: Name): boolean => words.every(each => weekday.test(each));

/** Whether a text has every word of a name; a single letter only as a capital. */
export function hasName({ text, words }: Name, given: { text: string; normal: string }): boolean {
  if (text.length === 1)
    return new RegExp(`(?<![\\p{L}\\p{N}])${text}(?![\\p{L}\\p{N}'’])`, 'u').test(given.text);
  return words.every(each => placeOfWord(each, given.normal) !== -1);
}

/** Where a word of a name stands in a normalized text, in the plural or the genitive too; -1: nowhere. */
export function placeOfWord(name: string, normal: string): number {
  const stem = name.replace(/s$/, '').replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return normal.search(new RegExp(`(?<![\\p{L}\\p{N}])${stem}'?s?(?![\\p{L}\\p{N}])`, 'u'));
}
