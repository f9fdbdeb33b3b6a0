import type { ProofText } from '../proof-text.ts';
import { hasName, placeOfWord } from '../words/names.ts';
import type { Name } from '../words/names.ts';

/** The names whose parts are exchanged: who did it to whom, from where to where. Undefined: none. */
export function areReversed(claim: ProofText, best: ProofText): Name[] | undefined {
  const shared = claim.names.filter(name => hasName(name, best));
  const isTurned = isPassive(claim) !== isPassive(best);
  if (shared.length === 1 && isTurned && isAgent(claim, shared[0]!) !== isAgent(best, shared[0]!))
    return shared;
  for (const [index, first] of shared.entries()) {
    const second = shared[index + 1];
    if (second !== undefined && isPairReversed(claim, best, first, second, isTurned)) return [first, second];
  }
  return standsForObject(claim, best, shared) ? shared.slice(0, 1) : undefined;
}

function isPairReversed(claim: ProofText, best: ProofText, a: Name, b: Name, isTurned: boolean): boolean {
  const roles = [a, b].map(name => [roleOf(claim, name), roleOf(best, name)] as const);
  if (roles.every(([mine, theirs]) => mine !== '' && theirs !== ''))
    return roles.every(([mine, theirs]) => mine !== theirs);
  if (areJoined(claim, a, b) || areJoined(best, a, b)) return false;
  const isOtherOrder = placeOf(best, a) > placeOf(best, b);
  // The passive and the contrary verb each turn the order once without changing what is said.
  return isOtherOrder && !isTurned && !areConverse(claim.normal, best.normal);
}

const placeOf = (text: ProofText, { words }: Name): number => placeOfWord(words[0]!, text.normal);

const roleOf = (text: ProofText, name: Name): string =>
  /\b(?:from|to)(?= $)/.exec(text.normal.slice(0, Math.max(0, placeOf(text, name))))?.[0] ?? '';

const isPassive = ({ text }: ProofText): boolean =>
  /\b(?:is|are|was|were|been|be|being)\b[^,;.]*\bby (?:(?:the|its|their|his|her|an?)\b|\p{Lu})/u.test(text);

/** Named after "by" in the passive, or before the verb otherwise. */
function isAgent(text: ProofText, name: Name): boolean {
  const by = text.normal.lastIndexOf(' by ');
  const place = placeOf(text, name);
  return isPassive(text) ? by !== -1 && place > by : place < text.normal.length / 4;
}

function areJoined(text: ProofText, a: Name, b: Name): boolean {
  const [from, to] = [placeOf(text, a), placeOf(text, b)].toSorted((x, y) => x - y) as [number, number];
  return (
    /\b(?:and|or)\b|[,&–;(]/.test(text.normal.slice(from, to)) || /\bbetween\b/.test(text.normal.slice(0, to))
  );
}

const wins = /\b(?:beat|won|wins?|defeat\w*)\b/;
const loses = /\b(?:lost|loses?|losing)\b/;

/** One sentence tells of winning and the other of losing. */
export const areConverse = (a: string, b: string): boolean =>
  (wins.test(a) && loses.test(b)) || (loses.test(a) && wins.test(b));

/** The claim begins with a name that the sentence names second, after somebody else who does it. */
function standsForObject(claim: ProofText, best: ProofText, shared: Name[]): boolean {
  const [mine, theirs] = [claim.names[0], best.names[0]];
  if (mine === undefined || theirs === undefined || shared[0] !== mine) return false;
  const begins = placeOf(claim, mine) <= 4 && placeOf(best, theirs) <= 4;
  const isOther =
    !hasName(theirs, claim) && best.names.some((name, index) => index > 0 && name.text === mine.text);
  const isGenitive = /^\S*['’]s\b/.test(best.text.slice(theirs.start + theirs.text.length));
  return (
    begins &&
    isOther &&
    !isGenitive &&
    !areJoined(best, theirs, mine) &&
    !areConverse(claim.normal, best.normal)
  );
}
