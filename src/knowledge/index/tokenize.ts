import { foldMarks, isAscii, normalizeText } from './normalize-text.ts';
import { splitIdeographic, splitKorean, splitSoutheastAsian } from './split-unspaced.ts';
import { stemWord } from './stem-word.ts';
import { stopWords } from './stop-words.ts';

/** Goes up whenever the same text would give other terms: what is indexed must then be indexed again. */
export const TOKENIZER_VERSION = 1;

/** Longer words are cut: nobody types them, and an index entry has an end. */
const MAX_TERM_CHARACTERS = 64;

const asciiCompound = /[a-z0-9]+(?:['.,:/_-][a-z0-9]+)*/g;
const compound = /[\p{L}\p{N}][\p{L}\p{M}\p{N}ー]*(?:['.,:/_-][\p{L}\p{N}][\p{L}\p{M}\p{N}ー]*)*/gu;
const plainWord = /^[a-z]+$/;
const englishWord = /^[a-z']+$/;
const scriptRun =
  /(?<southeast>[\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]+)|(?<ideographic>[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ー]+)|(?<korean>\p{Script=Hangul}+)|(?<other>[^\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ー\p{Script=Hangul}]+)/gu;
const special =
  /[\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u;

/**
 * The terms by which a text is found, in order, repetitions included. English is stemmed and loses its stop words;
 * numbers, dates and codes stay whole ("1,250.5" gives 1250.5; "2024-05-01" also gives its parts); Thai, Lao, Khmer,
 * Burmese, Chinese and Japanese give words and pairs of characters. The same text gives the same terms.
 */
export function tokenize(text: string): string[] {
  const normal = normalizeText(text);
  const terms: string[] = [];
  for (const match of normal.match(isAscii(normal) ? asciiCompound : compound) ?? []) addTerms(match, terms);
  return terms;
}

function addTerms(match: string, terms: string[]): void {
  if (plainWord.test(match)) addWord(match, terms);
  else if (!isAscii(match) && special.test(match)) addScriptRuns(match, terms);
  else addCompound(match, terms);
}

function addScriptRuns(text: string, terms: string[]): void {
  for (const { groups } of text.matchAll(scriptRun)) {
    const { southeast, ideographic, korean, other } = groups!;
    if (southeast !== undefined) terms.push(...splitSoutheastAsian(southeast).map(shorten));
    else if (ideographic !== undefined) terms.push(...splitIdeographic(ideographic).map(shorten));
    else if (korean !== undefined) terms.push(...splitKorean(korean).map(shorten));
    else for (const piece of other!.match(compound) ?? []) addCompound(piece, terms);
  }
}

function addCompound(text: string, terms: string[]): void {
  const number = readNumber(text);
  if (number !== undefined) return void terms.push(shorten(number));
  const acronym = /^\p{L}(?:\.\p{L})+$/u.test(text) ? text.replaceAll('.', '') : undefined;
  if (acronym !== undefined) return addWord(acronym, terms);
  const parts = text.split(/[.,:/_-]/);
  if (parts.length === 1) return addWord(text, terms);
  if (/\d/.test(text)) terms.push(shorten(text));
  for (const part of parts) addWord(part, terms);
}

/** A number in one spelling, without its thousands separators. */
function readNumber(text: string): string | undefined {
  if (/^\d+(?:\.\d+)*$/.test(text)) return text;
  if (/^\d{1,3}(?:,\d{3})+(?:\.\d+)?$/.test(text)) return text.replaceAll(',', '');
  if (/^\d{1,3}(?:\.\d{3})+,\d+$/.test(text)) return text.replaceAll('.', '').replace(',', '.');
  return undefined;
}

function addWord(word: string, terms: string[]): void {
  if (stopWords.has(word)) return;
  const folded = isAscii(word) ? word : foldMarks(word);
  // French and Italian put short words before a vowel: l'eau is about eau.
  const bare = folded.includes("'")
    ? folded.replace(/^(?:[cdjlmnst]|qu|dell|all)'(?=\p{L}{2})/u, '')
    : folded;
  terms.push(shorten(englishWord.test(bare) ? stemWord(bare) : bare));
}

function shorten(term: string): string {
  return term.length > MAX_TERM_CHARACTERS ? term.slice(0, MAX_TERM_CHARACTERS).toWellFormed() : term;
}
