import { normalizeText } from '#knowledge/index/normalize-text.ts';
import { tokenize } from '#knowledge/index/tokenize.ts';

export interface ParsedQuery {
  /** Without its quotation marks. */
  text: string;
  terms: string[];
  /** What stood in quotes: must be found as it is, but for case and spaces. */
  phrases: Phrase[];
}

export interface Phrase {
  text: string;
  terms: string[];
}

const MAX_TERMS = 256;
const MAX_PHRASES = 8;
const quoted = /["“„«](?<inside>[^"”“„«»]+)["”“»]/g;

/** Takes what people type apart: words, and phrases in quotes. */
export function parseQuery(query: string): ParsedQuery {
  const phrases = [...query.matchAll(quoted)]
    .slice(0, MAX_PHRASES)
    .map(({ groups }) => ({
      text: flatten(groups!['inside']!),
      terms: distinct(tokenize(groups!['inside']!)),
    }))
    // What has no terms (stop words, punctuation) cannot be looked up.
    .filter(phrase => phrase.terms.length > 0);
  return { text: query, terms: distinct(tokenize(query)), phrases };
}

/** Whether a passage has every phrase. */
export function hasPhrases(passage: string, phrases: Phrase[]): boolean {
  const flat = flatten(passage);
  return phrases.every(phrase => flat.includes(phrase.text));
}

const flatten = (text: string): string => normalizeText(text).replace(/\s+/g, ' ').trim();
const distinct = (terms: string[]): string[] => [...new Set(terms)].slice(0, MAX_TERMS);
