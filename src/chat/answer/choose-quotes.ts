import { tokenize } from '#knowledge/index/tokenize.ts';
import { oneLine } from './cite-passage.ts';
import { coverageOf, hasTerm, readTerms } from './cover-terms.ts';
import type { TermText, WeightedTerm } from './cover-terms.ts';
import type { Passage } from './passage.ts';
import { splitUnits } from './split-units.ts';
import type { Unit } from './split-units.ts';

/** A unit of a passage with what it says about a question. */
export interface ScoredUnit extends Unit {
  passage: Passage;
  /** From 0 to about 1. */
  score: number;
  /** Share of the question that its passage speaks of. */
  passageCoverage: number;
  /** With its header, if it has one. */
  terms: TermText;
  /** Of its own text alone. */
  tokens: ReadonlySet<string>;
}

export interface QuoteQuestion {
  terms: WeightedTerm[];
  wantsNumber: boolean;
}

const OWN_WORDS = 0.6;
const SURROUNDINGS = 0.3;
const NUMBER = 0.1;
const LONG_CHARACTERS = 400;
/** A sentence says by itself what a row of a table leaves to its place. */
const ROW = 0.85;
const FRAGMENT = 0.4;

/** Every unit of the passages with its score, best first. */
export function scoreUnits(passages: Passage[], question: QuoteQuestion): ScoredUnit[] {
  return passages
    .flatMap(passage => {
      const around = [passage.documentTitle, ...passage.headings].join('\n');
      const passageCoverage = coverageOf(readTerms(`${around}\n${passage.text}`), question.terms);
      return splitUnits(passage.text)
        .filter(unit => !isHeading(unit, passage))
        .map(unit => {
          const terms = readTerms(`${unit.header ?? ''}\n${unit.text}`);
          const score = scoreUnit(unit, terms, question, passageCoverage);
          return { ...unit, passage, passageCoverage, terms, tokens: new Set(tokenize(unit.text)), score };
        });
    })
    .toSorted((a, b) => b.score - a.score);
}

/** Its own words count most, then that the passage around it speaks of the matter, then that it holds what is asked for. */
function scoreUnit(unit: Unit, terms: TermText, question: QuoteQuestion, passageCoverage: number): number {
  const own = coverageOf(terms, question.terms);
  const number = question.wantsNumber && holdsNumber(unit.text, question.terms) ? NUMBER : 0;
  const length = unit.text.length > LONG_CHARACTERS ? LONG_CHARACTERS / unit.text.length : 1;
  const form = unit.header !== undefined ? ROW : isFragment(unit) ? FRAGMENT : 1;
  return own === 0 ? 0 : (OWN_WORDS * own + number) * length * form + SURROUNDINGS * passageCoverage;
}

const isHeading = (unit: Unit, passage: Passage): boolean =>
  passage.headings.some(heading => oneLine(heading) === oneLine(unit.text));

/** A caption or a subheading: short, no end, no figure. */
const isFragment = ({ text, isItem }: Unit): boolean =>
  !isItem && text.length < 60 && !/[.!?。！？:]["”’)]*$/u.test(text) && !/^\d/.test(text);

/** A number that the question does not hold itself. */
function holdsNumber(text: string, terms: WeightedTerm[]): boolean {
  const known = new Set(terms.map(each => each.term));
  const numbers = text.match(/\p{Nd}[\p{Nd}.,:]*/gu) ?? [];
  return numbers.some(number => !known.has(number.replace(/[.,:]+$/, '').replaceAll(',', '')));
}

const MAX_QUOTES = 4;
/** A further quotation must come this near to the best one. */
const NEAR_BEST = 0.75;
/** Jaccard index from which two units say the same. */
const SAME = 0.6;
/** Maximal marginal relevance, Carbonell & Goldstein 1998. */
const RELEVANCE = 0.7;

/** So near that it belongs to the answer even when it adds no word of the question. */
const AS_GOOD = 0.9;
/** Quotations come from passages that speak of the matter nearly as much as the best one. */
const SAME_MATTER = 0.7;

/** One to four units that together answer best, without saying the same twice; best first. */
export function chooseQuotes(scored: ScoredUnit[], terms: WeightedTerm[]): ScoredUnit[] {
  const [best, ...others] = scored;
  if (best === undefined) return [];
  const chosen = [best];
  const candidates = others
    .filter(each => each.score >= best.score * NEAR_BEST)
    .filter(each => each.passageCoverage >= best.passageCoverage * SAME_MATTER)
    .slice(0, 40);
  while (chosen.length < MAX_QUOTES) {
    const [next] = candidates
      .filter(each => likeness(each, chosen) < SAME)
      .filter(each => each.score >= best.score * AS_GOOD || addsTerms(each, chosen, terms))
      .map(unit => ({ unit, gain: RELEVANCE * unit.score - (1 - RELEVANCE) * likeness(unit, chosen) }))
      .toSorted((a, b) => b.gain - a.gain);
    if (next === undefined || next.gain <= 0) break;
    chosen.push(next.unit);
  }
  return chosen;
}

/** Whether it has a word of the question that none of the others has. */
function addsTerms(unit: ScoredUnit, chosen: ScoredUnit[], terms: WeightedTerm[]): boolean {
  return terms.some(term => hasTerm(unit.terms, term) && !chosen.some(each => hasTerm(each.terms, term)));
}

function likeness(unit: ScoredUnit, chosen: ScoredUnit[]): number {
  return Math.max(...chosen.map(each => jaccard(unit.tokens, each.tokens)));
}

function jaccard(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  const shared = a.intersection(b).size;
  return shared === 0 ? 0 : shared / (a.size + b.size - shared);
}
