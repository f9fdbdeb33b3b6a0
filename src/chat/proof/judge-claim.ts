import { checkBindings } from './checks/check-bindings.ts';
import { checkFacts } from './checks/check-facts.ts';
import { checkNames } from './checks/check-names.ts';
import { checkSense } from './checks/check-sense.ts';
import { checkSubject } from './checks/check-subject.ts';
import { isSameFact } from './facts/fact.ts';
import { coverageOf, hasTerm, mattersOf } from './evidence.ts';
import type { Evidence } from './evidence.ts';
import type { Problem, Verdict } from './proof-schema.ts';
import { readProofText } from './proof-text.ts';
import type { ProofText } from './proof-text.ts';
import { wordsOf } from './words/names.ts';

export interface Judgement {
  verdict: Verdict;
  problems: Problem[];
}

/** Shares of a claim's words that must stand in the passage; docs/decisions/0011-proof.md says how they were chosen. */
const SUPPORTED = 0.5;
const PARTIAL = 0.25;
/** A claim of fewer words than this tells too little to be called unsupported for its words alone. */
const TELLING_TERMS = 3;
/** Sentences whose share of the claim is this near to the best one's are as good to compare with. */
const AS_GOOD = 0.15;

/** Judges one sentence by words and numbers alone, against the passages that it cites. */
export function judgeClaim(text: string, evidence: Evidence): Judgement {
  const known = wordsOf(evidence.whole.names);
  const claim = readProofText(text, known);
  if (claim.terms.length === 0 && claim.facts.length === 0) return { verdict: 'no-claim', problems: [] };
  const compared = candidatesOf(claim, evidence).map(best => problemsOf(claim, best, evidence));
  const problems = compared.toSorted((a, b) => a.length - b.length)[0] ?? [];
  if (problems.length > 0) return { verdict: 'unsupported', problems };
  return judgeWords(claim, evidence);
}

/** The sentences of the passages that say most of what the claim says. */
function candidatesOf(claim: ProofText, { units, whole }: Evidence): ProofText[] {
  const byMatter = units.map(unit => ({ unit, coverage: mattersOf(claim, unit) }));
  const isNamed = byMatter.some(each => each.coverage > 0);
  const holders = holdersOf(claim, units);
  const scored = isNamed ? byMatter : units.map(unit => ({ unit, coverage: coverageOf(claim, unit) }));
  const top = Math.max(0, ...scored.map(each => each.coverage));
  if (top === 0) return [whole];
  const best = scored.filter(each => each.coverage >= top - AS_GOOD && each.coverage > 0);
  return [...new Set([...best.map(each => each.unit), ...holders])];
}

/** Sentences that have every number and date of a claim with several: hardly by chance. */
const holdersOf = ({ facts }: ProofText, units: ProofText[]): ProofText[] =>
  facts.length < 2
    ? []
    : units.filter(unit => facts.every(fact => unit.facts.some(each => isSameFact(fact, each))));

const problemsOf = (claim: ProofText, best: ProofText, evidence: Evidence): Problem[] => [
  ...checkFacts(claim, best, evidence),
  ...checkNames(claim, best, evidence),
  ...checkSense(claim, best),
  ...checkBindings(claim, best),
  ...checkSubject(claim, best, evidence),
];

function judgeWords(claim: ProofText, evidence: Evidence): Judgement {
  const coverage = claim.terms.length === 0 ? 1 : coverageOf(claim, evidence.whole);
  if (coverage >= SUPPORTED)
    return isOfAnother(claim, evidence) ? ofAnother(claim) : { verdict: 'supported', problems: [] };
  const missing = [...claim.termSet].filter(term => !evidence.whole.termSet.has(term));
  const problem: Problem = {
    code: 'not-found',
    message: `The cited passage says little of this: ${missing.slice(0, 4).join(', ')}.`,
  };
  const isTelling = claim.termSet.size >= TELLING_TERMS;
  return { verdict: coverage >= PARTIAL || !isTelling ? 'partial' : 'unsupported', problems: [problem] };
}

/** All but its subject stands there: perhaps another word for it, perhaps another thing. */
function isOfAnother({ terms: [subject, ...rest] }: ProofText, { whole }: Evidence): boolean {
  if (subject === undefined || rest.length < TELLING_TERMS || hasTerm(whole, subject)) return false;
  return rest.every(term => hasTerm(whole, term));
}

const ofAnother = ({ terms }: ProofText): Judgement => ({
  verdict: 'partial',
  problems: [
    { code: 'not-found', message: `The cited passage says this, but does not mention “${terms[0]}”.` },
  ],
});
