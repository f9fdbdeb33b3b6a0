import { normalizeText } from '#knowledge/index/normalize-text.ts';
import { tokenize } from '#knowledge/index/tokenize.ts';
import { formsOf } from './irregular-forms.ts';
import type { QuestionTerm } from './understand-question.ts';

export interface WeightedTerm extends QuestionTerm {
  /** Inverse document frequency in the libraries that were searched. */
  weight: number;
}

/** A text made ready to be asked which terms it has. */
export interface TermText {
  tokens: ReadonlySet<string>;
  normal: string;
}

export const readTerms = (text: string): TermText => ({
  tokens: new Set(tokenize(text)),
  normal: normalizeText(text),
});

export const hasTerm = (text: TermText, { term, isUnspaced }: QuestionTerm): boolean =>
  isUnspaced ? text.normal.includes(normalizeText(term)) : formsOf(term).some(form => text.tokens.has(form));

/** The share of what a question asks for that a text has, from 0 to 1: each term counts by how much it tells. */
export function coverageOf(text: TermText, terms: WeightedTerm[]): number {
  const all = terms.reduce((sum, each) => sum + each.weight, 0);
  const found = terms.reduce((sum, each) => sum + (hasTerm(text, each) ? each.weight : 0), 0);
  return all > 0 ? found / all : 0;
}
