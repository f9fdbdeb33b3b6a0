import { isRival, isSameFact } from '../facts/fact.ts';
import type { Fact } from '../facts/fact.ts';
import type { Problem } from '../proof-schema.ts';
import { termsOf } from '../proof-text.ts';
import type { ProofText } from '../proof-text.ts';

/** The stretch of a sentence that one of several numbers belongs to. */
interface Segment {
  fact: Fact;
  start: number;
  terms: ReadonlySet<string>;
  facts: Fact[];
}

/** A sentence with several prices has each belong to something: a claim may not give one's price to the other. */
export function checkBindings(claim: ProofText, best: ProofText): Problem[] {
  for (const said of claim.facts) {
    const own = best.facts.find(each => isSameFact(said, each));
    const rivals =
      own === undefined ? [] : best.facts.filter(each => isRival(own, each) && areApart(best, own, each));
    const stranger = own === undefined ? undefined : findStranger(claim, said, best, [own, ...rivals]);
    if (stranger !== undefined) return [swapped(said, stranger)];
  }
  return isOrderTurned(claim, best) ? [turned] : [];
}

/** The fact of the sentence that the claim speaks of when it says another: more of the claim stands beside that one. */
function findStranger(claim: ProofText, said: Fact, best: ProofText, facts: Fact[]): Fact | undefined {
  if (facts.length < 2) return undefined;
  const [mine, ...others] = segmentsOf(best, facts);
  const common = commonTerms(best, [mine!, ...others]);
  const around = saidBeside(claim, said);
  const ownCount = countSpecific(around, mine!, [...others, common]);
  return others.find(
    other => countSpecific(around, other, [mine!, ...without(others, other), common]) > ownCount,
  )?.fact;
}

/** What the claim says of one of its facts: all of it, unless it says rival things as well. */
function saidBeside(claim: ProofText, said: Fact): Pick<ProofText, 'termSet' | 'normal' | 'facts'> {
  const rivals = claim.facts.filter(each => isRival(said, each));
  const { normal } = claim;
  if (rivals.length === 0) return { ...claim, facts: claim.facts.filter(each => each !== said) };
  const [mine] = segmentsOf(claim, [said, ...rivals]);
  return { normal, termSet: mine!.terms, facts: mine!.facts };
}

/** With nothing between them that parts them, two numbers belong to one thing. */
const areApart = ({ normal }: ProofText, a: Fact, b: Fact): boolean =>
  normal.slice(Math.min(a.end, b.end), Math.max(a.start, b.start)).search(connector) !== -1;

const without = (segments: Segment[], one: Segment): Segment[] => segments.filter(each => each !== one);

/** How much of the claim stands in this segment and in no other. */
function countSpecific(
  said: Pick<ProofText, 'termSet' | 'normal' | 'facts'>,
  segment: Segment,
  others: Segment[],
): number {
  const terms = [...segment.terms].filter(
    term => said.termSet.has(term) && !others.some(other => other.terms.has(term)),
  );
  const facts = said.facts.filter(
    fact =>
      segment.facts.some(each => isSameFact(fact, each)) &&
      !others.some(other => other.facts.some(each => isSameFact(fact, each))),
  );
  return terms.length + facts.length;
}

const connector =
  /[,;·]|\b(?:and|but|or|while|whereas|against|with|then|than|to)\b|และ|ส่วน|(?<=\s)(?=เด็ก|ผู้)/gu;

/** The first of `facts` gets the first segment; each is cut at the last connector before it. */
function segmentsOf(text: ProofText, facts: Fact[]): Segment[] {
  const inOrder = facts.toSorted((a, b) => a.start - b.start);
  const segments = inOrder.map((fact, index): Segment => {
    const isFirst = index === 0;
    const start = isFirst ? cellStart(text.normal, fact) : cutBefore(text.normal, inOrder[index - 1]!, fact);
    const next = inOrder[index + 1];
    const end = next === undefined ? text.normal.length : cutBefore(text.normal, fact, next);
    const within = text.facts.filter(each => each !== fact && each.start >= start && each.end <= end);
    const shifted = [fact, ...within].map(each => ({
      ...each,
      start: each.start - start,
      end: each.end - start,
    }));
    return { fact, start, terms: new Set(termsOf(text.normal.slice(start, end), shifted)), facts: within };
  });
  return facts.map(fact => segments.find(segment => segment.fact === fact)!);
}

/** In a row the name of a column belongs to its cell; elsewhere what stands before the first number is said of all. */
const cellStart = (normal: string, fact: Fact): number => {
  const cell = normal.lastIndexOf('·', fact.start);
  return cell === -1 || !normal.slice(cell, fact.start).includes(':') ? fact.start : cell;
};

function commonTerms(text: ProofText, segments: Segment[]): Segment {
  const end = Math.min(...segments.map(segment => segment.start));
  const facts = text.facts.filter(fact => fact.end <= end);
  return { ...segments[0]!, terms: new Set(termsOf(text.normal.slice(0, end), facts)), facts };
}

function cutBefore(normal: string, previous: Fact, fact: Fact): number {
  const cuts = [...normal.slice(previous.end, fact.start).matchAll(connector)];
  const cut = cuts.findLast(match => !/^(?:to|with|than)$/.test(match[0])) ?? cuts.at(-1);
  return cut === undefined ? fact.start : previous.end + cut.index;
}

/** "3–1", "five votes to two": the same two numbers the other way round. */
function isOrderTurned(claim: ProofText, best: ProofText): boolean {
  const joined = (text: ProofText) =>
    text.facts.flatMap((fact, index) => {
      const next = text.facts[index + 1];
      const between = next === undefined ? '' : text.normal.slice(fact.end, next.start);
      return /^\s*(?:\w+\s)?(?:–|-|:|to)\s*$/u.test(between) ? [[fact, next!] as const] : [];
    });
  const theirs = joined(best);
  return joined(claim).some(([a, b]) =>
    theirs.some(([x, y]) => isSameFact(a, y) && isSameFact(b, x) && !isSameFact(a, b)),
  );
}

const swapped = (said: Fact, rival: Fact): Problem => ({
  code: 'attribution',
  message: `The passage says “${rival.text}” of this, and “${said.text}” of something else.`,
});

const turned: Problem = {
  code: 'attribution',
  message: 'The passage has these numbers the other way round.',
};
