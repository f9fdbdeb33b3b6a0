import type { ProofOutcome } from '../tests/support/proof.ts';

/** Everything that keeps a claim from being proven, one sentence each; none means proven. */
export function judgeProof(outcome: ProofOutcome, askedTrials: number): string[] {
  const breaches = [...(outcome.breaches ?? [])];
  if (outcome.trials < askedTrials)
    breaches.push(`only ${outcome.trials} of ${askedTrials} trials ran to their end`);
  if (outcome.faults === 0) breaches.push('no fault happened, so nothing was proven');
  if (outcome.lost > 0) breaches.push(`${outcome.lost} lost`);
  if (outcome.doubled > 0) breaches.push(`${outcome.doubled} doubled`);
  return breaches;
}
