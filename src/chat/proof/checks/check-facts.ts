import type { Evidence } from '../evidence.ts';
import { isRival, isSameFact } from '../facts/fact.ts';
import type { Fact } from '../facts/fact.ts';
import type { Problem } from '../proof-schema.ts';
import type { ProofText } from '../proof-text.ts';

/** Numbers and dates must stand in the passage, beside what they are said of, and bound it on the same side. */
export function checkFacts(claim: ProofText, best: ProofText, evidence: Evidence): Problem[] {
  return claim.facts.flatMap(fact => {
    const here = best.facts.filter(each => isSameFact(fact, each));
    if (here.length > 0) return here.every(each => isTurned(fact, each)) ? [turned(fact)] : [];
    const rival = best.facts.find(each => isRival(fact, each) && !isSaid(each, claim.facts));
    if (rival !== undefined && keepsBound(fact, rival)) return [];
    if (rival !== undefined) return [missing(fact, rival)];
    const isElsewhere = evidence.whole.facts.some(each => isSameFact(fact, each));
    return isElsewhere || isLoose(fact) ? [] : [missing(fact)];
  });
}

const isSaid = (fact: Fact, said: readonly Fact[]): boolean => said.some(each => isSameFact(each, fact));

/** "More than half" of what is 54 %: a bound need not be the number itself. */
function keepsBound({ bound, unit, values: [limit] }: Fact, { values: [value], ...rival }: Fact): boolean {
  if (bound === undefined || limit === undefined || value === undefined) return false;
  if (rival.bound !== undefined || unit?.dimension !== rival.unit?.dimension) return false;
  const [mine, theirs] = [limit * (unit?.factor ?? 1), value * (rival.unit?.factor ?? 1)];
  return bound === 'least' ? theirs >= mine : theirs <= mine;
}

/** "At least" of what is "at most", "more" of what is "less". */
function isTurned(fact: Fact, evidence: Fact): boolean {
  const isBoundTurned =
    fact.bound !== undefined && evidence.bound !== undefined && fact.bound !== evidence.bound;
  const { relation } = fact;
  return (
    isBoundTurned ||
    (relation !== undefined && evidence.relation !== undefined && relation !== evidence.relation)
  );
}

/** Small counts and places are often the writer's own: "two reasons", "in the first place". */
const isLoose = ({ kind, unit, values }: Fact): boolean =>
  kind === 'number' && (unit === undefined || unit.dimension === 'place') && (values[0] ?? 0) <= 3;

const turned = (fact: Fact): Problem => ({
  code: 'comparison',
  message: `The passage compares “${fact.text}” the other way round.`,
});

const missing = (fact: Fact, rival?: Fact): Problem => ({
  code: fact.kind === 'date' ? 'date' : 'number',
  message: `The cited passage does not say “${fact.text}”${rival === undefined ? '' : `: it says “${rival.text}”`}.`,
});
