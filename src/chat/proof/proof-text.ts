import { normalizeText } from '#knowledge/index/normalize-text.ts';
import { tokenize } from '#knowledge/index/tokenize.ts';
import type { Fact } from './facts/fact.ts';
import { readFacts } from './facts/read-facts.ts';
import { remember } from './remember.ts';
import { readNames } from './words/names.ts';
import type { Name } from './words/names.ts';
import { standFor } from './words/synonyms.ts';

/** A piece of text made ready to be compared with another. */
export interface ProofText {
  text: string;
  normal: string;
  facts: readonly Fact[];
  /** What it speaks of, apart from numbers and dates, in order. */
  terms: readonly string[];
  termSet: ReadonlySet<string>;
  names: Name[];
}

export const readProofText = (text: string, knownNames?: ReadonlySet<string>): ProofText => ({
  ...readContent(text),
  names: readNames(text, knownNames),
});

/** All but the names, which depend on what else is known. */
const readContent = remember((text): Omit<ProofText, 'names'> => {
  const normal = normalizeText(text).replaceAll('−', '-');
  const facts = readFacts(normal);
  const terms = termsOf(normal, facts);
  return { text, normal, facts, terms, termSet: new Set(terms) };
});

/** Words that carry no claim of their own. */
const weak = new Set(
  tokenize(
    `also according about around approximately nearly almost just only respectively however therefore may must can shall
    will might per each every everyone everybody one available possible total overall period order case part`,
  ),
);

/** The terms of a normalized text outside of its facts. */
export function termsOf(normal: string, facts: Fact[]): string[] {
  let rest = normal;
  for (const { start, end } of facts) rest = rest.slice(0, start) + ' '.repeat(end - start) + rest.slice(end);
  return tokenize(rest)
    .filter(term => !/^[\d.,:/-]+$/.test(term) && !weak.has(term))
    .map(standFor);
}
