import { coverageOf, mattersOf } from '../evidence.ts';
import type { Problem } from '../proof-schema.ts';
import { readProofText } from '../proof-text.ts';
import type { ProofText } from '../proof-text.ts';
import { isDenied, isQuietlyDenied } from '../words/negations.ts';
import { areThaiOpposites, findOtherChoice, sidesOf } from '../words/opposites.ts';
import { areConverse } from './are-reversed.ts';
import { findReversed, relationsOf } from '../words/relations.ts';

/** Contrary words and denials count where the sentence compared is about the same. */
const SAME_MATTER = 0.5;

/** The sense must be the same: not denied here and affirmed there, not "rose" here and "fell" there. */
export function checkSense(claim: ProofText, best: ProofText): Problem[] {
  const clause = clauseOf(claim, best);
  if (mattersOf(claim, best) < SAME_MATTER) return [];
  const reversed = findReversed(relationsOf(claim.normal), relationsOf(best.normal));
  if (reversed.length > 0)
    return [{ code: 'comparison', message: `The passage says the reverse of “${reversed[0]}”.` }];
  const [said, found] = findOtherChoice(claim.normal, clause.normal) ?? [];
  if (said !== undefined)
    return [{ code: 'opposite', message: `The passage says “${found}”, not “${said}”.` }];
  const isContrary = hasContrary(claim.normal, clause.normal);
  const isDenial = isDenied(claim.normal) !== isDenied(clause.normal);
  // Denied and contrary is the same again: "did not fall" of what rose.
  if (isContrary && isDenial) return [];
  if (isDenial && isQuietlyDenied(isDenied(claim.normal) ? best.normal : claim.normal)) return [];
  if (isDenial) return [{ code: 'negation', message: denialOf(claim) }];
  return isContrary ? [{ code: 'opposite', message: 'The passage says the opposite.' }] : [];
}

const denialOf = (claim: ProofText): string =>
  isDenied(claim.normal) ? 'The passage does not deny this.' : 'The passage denies this.';

const boundary = /(?:[;·]|,|\.(?=\s)|\b(?:but|while|whereas|although|though)\b|(?=\band\b)|(?=\bแต่\b))/u;

/** The part of a sentence that says most of what the claim says; its neighbours too, where the claim goes on there. */
function clauseOf(claim: ProofText, best: ProofText): ProofText {
  const clauses = best.text
    .split(boundary)
    .filter(each => each !== undefined && each.trim() !== '')
    .map(text => readProofText(text));
  const scored = clauses.map(clause => ({ clause, coverage: coverageOf(claim, clause) }));
  const top = Math.max(...scored.map(each => each.coverage), 0);
  const kept = scored.filter(each => each.coverage > 0 && each.coverage >= top * 0.6);
  return kept.length === 0 ? best : readProofText(kept.map(each => each.clause.text).join(', '));
}

function hasContrary(claim: string, evidence: string): boolean {
  if (areThaiOpposites(claim, evidence)) return true;
  if (areConverse(claim, evidence)) return false;
  const theirs = sidesOf(evidence);
  return [...sidesOf(claim)].some(([group, signs]) => {
    const others = theirs.get(group);
    return others?.size === 1 && signs.size === 1 && !others.has([...signs][0]!);
  });
}
