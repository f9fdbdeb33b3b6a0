import { tokenize } from '#knowledge/index/tokenize.ts';
import {
  asksForNumber,
  englishQuestionWords,
  howMuch,
  kindWords,
  thaiStopWords,
  whichKind,
} from './question-words.ts';

export interface UnderstoodQuestion {
  /** What to search for by words: the question without those that only ask. */
  query: string;
  /** The terms that tell what it is about, each once. */
  terms: QuestionTerm[];
  wantsNumber: boolean;
}

export interface QuestionTerm {
  term: string;
  /** Of a script without spaces: found anywhere in a text, however that is cut into words. */
  isUnspaced: boolean;
  /** 2 for a name or number, without which a passage is about something else; ½ for a mere kind; else 1. */
  emphasis: number;
}

const NAME = 2;
const KIND = 0.5;
/** Who pastes a page as a question asks about its beginning. */
const MAX_TERMS = 100;

const words = new Intl.Segmenter('und', { granularity: 'word' });
const unspaced =
  /^[\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u;

/** Takes a question apart without a model: what asks is dropped, what it asks about stays. */
export function understandQuestion(question: string): UnderstoodQuestion {
  const plain = question.replace(howMuch, ' ');
  const kinds = new Set([...question.matchAll(whichKind)].map(match => match[1]!.toLowerCase()));
  const terms = new Map<string, QuestionTerm>();
  let query = '';
  let end = 0;
  for (const { segment, index } of wordsOf(plain)) {
    const found = termsOf(segment);
    if (found.length === 0) continue;
    // Words that stood side by side stay so; words that only met because one between them was dropped do not.
    query += index === end && unspaced.test(segment) ? segment : ` ${segment}`;
    end = index + segment.length;
    const emphasis = emphasisOf(segment, plain.slice(0, index), kinds);
    for (const term of found) terms.set(term, { term, isUnspaced: unspaced.test(segment), emphasis });
  }
  return {
    query: query.trim() || question.trim(),
    terms: [...terms.values()].slice(0, MAX_TERMS),
    wantsNumber: asksForNumber(question),
  };
}

/** Words as people see them: `WO-2577` and `3.5` are one. */
function* wordsOf(text: string): Generator<{ segment: string; index: number }> {
  for (const match of text.matchAll(/[\p{L}\p{N}][\p{L}\p{M}\p{N}'’.,:/_-]*/gu)) {
    if (unspaced.test(match[0])) {
      for (const { segment, index } of words.segment(match[0])) yield { segment, index: match.index + index };
    } else yield { segment: match[0].replace(/[^\p{L}\p{M}\p{N}]+$/u, ''), index: match.index };
  }
}

function termsOf(word: string): string[] {
  if (englishQuestionWords.has(word.toLowerCase()) || thaiStopWords.has(word)) return [];
  if (unspaced.test(word)) return word.length > 1 ? [word] : [];
  return tokenize(word);
}

function emphasisOf(word: string, before: string, kinds: ReadonlySet<string>): number {
  if (kinds.has(word.toLowerCase()) || kindWords.has(word.toLowerCase())) return KIND;
  const isNumber = /\p{N}/u.test(word);
  const isName = /^\p{Lu}/u.test(word) && /[^\s.?!][\s]+$/u.test(before);
  return isNumber || isName ? NAME : 1;
}
