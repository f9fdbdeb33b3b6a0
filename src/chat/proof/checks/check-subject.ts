import { hasTerm } from '../evidence.ts';
import type { Evidence } from '../evidence.ts';
import type { Problem } from '../proof-schema.ts';
import type { ProofText } from '../proof-text.ts';

/** What the claim says besides its subject must nearly all stand in the sentence. */
const REST = 0.7;

/** What a sentence says of one thing, the claim may not say of another that the passage speaks of elsewhere. */
export function checkSubject(claim: ProofText, best: ProofText, evidence: Evidence): Problem[] {
  const [subject, ...rest] = claim.terms;
  const [theirs] = best.terms;
  if (subject === undefined || theirs === undefined || rest.length === 0) return [];
  if (hasTerm(best, subject) || hasTerm(claim, theirs) || !hasTerm(evidence.whole, subject)) return [];
  const shared = rest.filter(term => hasTerm(best, term)).length / rest.length;
  if (shared < REST) return [];
  return [{ code: 'attribution', message: `The passage says this of something else than “${subject}”.` }];
}
