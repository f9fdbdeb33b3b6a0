import { mattersOf } from '../evidence.ts';
import type { Evidence } from '../evidence.ts';
import type { Problem } from '../proof-schema.ts';
import type { ProofText } from '../proof-text.ts';
import { hasName, isWeekday } from '../words/names.ts';
import type { Name } from '../words/names.ts';
import { areReversed } from './are-reversed.ts';

/** A sentence of the passage that has this much of the claim is the one that the claim is about. */
const SAME_MATTER = 0.5;

/** Names must stand in the passage, and in the sentence that says the rest, unless that names nobody else. */
export function checkNames(claim: ProofText, best: ProofText, evidence: Evidence): Problem[] {
  const isAboutIt = mattersOf(claim, best) >= SAME_MATTER;
  const problems = claim.names.flatMap(name => {
    if (!hasName(name, evidence.whole)) return [unknown(name)];
    if (hasName(name, best) || !isAboutIt) return [];
    const rival = best.names.find(each => !hasName(each, claim) && isWeekday(each) === isWeekday(name));
    return rival === undefined ? [] : [other(name, rival)];
  });
  if (problems.length > 0 || !isAboutIt) return problems;
  const names = areReversed(claim, best);
  return names === undefined ? [] : [reversed(names)];
}

const unknown = ({ text }: Name): Problem => ({
  code: 'name',
  message: `The cited passage does not mention “${text}”.`,
});

const other = ({ text }: Name, rival: Name): Problem => ({
  code: 'attribution',
  message: `The passage says this of “${rival.text}”, not of “${text}”.`,
});

const reversed = (names: Name[]): Problem => ({
  code: 'attribution',
  message: `The passage has ${names.map(({ text }) => `“${text}”`).join(' and ')} the other way round.`,
});
