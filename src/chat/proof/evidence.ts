import { tokenize } from '#knowledge/index/tokenize.ts';
import { splitUnits } from '../answer/split-units.ts';
import { renderQuote } from '../answer/render-quote.ts';
import { wordsOf } from './words/names.ts';
import { readProofText } from './proof-text.ts';
import type { ProofText } from './proof-text.ts';
import { standFor } from './words/synonyms.ts';

/** What a sentence may rest on. */
export interface EvidencePassage {
  documentTitle: string;
  headings: string[];
  text: string;
}

export interface Evidence {
  /** Sentences, list items and rows, each by itself, in their order. */
  units: ProofText[];
  /** All of it, titles and headings included. */
  whole: ProofText;
  passages: EvidencePassage[];
}

/** Cuts passages into what can be compared with a sentence. */
export function readEvidence(passages: EvidencePassage[]): Evidence {
  const whole = passages.map(({ documentTitle, headings, text }) =>
    [documentTitle, ...headings, text].join('.\n'),
  );
  const all = readProofText(whole.join('\n\n'));
  const known = wordsOf(all.names);
  const units = passages.flatMap(passage =>
    splitUnits(passage.text)
      .flatMap(unit => (unit.header === undefined ? splitClauses(unit.text) : [renderQuote(unit)]))
      .map(text => readProofText(text, known)),
  );
  return { units, whole: { ...all, names: readProofText(all.text, known).names }, passages };
}

/** What stands by itself though no sentence ends: Thai ends both sentences and clauses with a space. */
const splitClauses = (text: string): string[] =>
  text.split(/(?<=[\u0e00-\u0e7f])\s+(?=[\u0e00-\u0e7f])|;\s+/u);

/** The share of what a claim says besides names: whatever they are, it is about the same matter. */
export function mattersOf(claim: ProofText, evidence: Pick<ProofText, 'termSet' | 'normal'>): number {
  const names = new Set([...wordsOf(claim.names)].flatMap(word => tokenize(word)).map(standFor));
  const terms = [...claim.termSet].filter(term => !names.has(term));
  return terms.length === 0 ? coverageOf(claim, evidence) : shareOf(terms, evidence);
}

/** The share of a claim's terms that a text has. */
export function coverageOf(claim: ProofText, evidence: Pick<ProofText, 'termSet' | 'normal'>): number {
  return shareOf([...claim.termSet], evidence);
}

const shareOf = (terms: string[], evidence: Pick<ProofText, 'termSet' | 'normal'>): number =>
  terms.length === 0 ? 0 : terms.filter(term => hasTerm(evidence, term)).length / terms.length;

const unspaced = /^[\p{Script=Thai}\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u;

/** Words of scripts without spaces may be cut in another way there. */
export const hasTerm = (evidence: Pick<ProofText, 'termSet' | 'normal'>, term: string): boolean =>
  evidence.termSet.has(term) || (unspaced.test(term) && evidence.normal.includes(term));
