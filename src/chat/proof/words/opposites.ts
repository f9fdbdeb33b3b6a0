import { stemWord } from '#knowledge/index/stem-word.ts';

/** Each group says one thing on the left of its slash and the contrary on the right. */
const groups = `rise rose risen increase grow grew grown climb up / fall fell fallen decrease decline drop shrink shrank reduce reduced reduction down
  win won beat / lose lost
  begin began begun start started / end ended finish finished
  first / last
  maximum highest most / minimum lowest least
  left / right
  north northern / south southern
  east eastern / west western
  inside indoors / outside outdoors
  strong / weak
  high higher / low lower
  expensive / cheap cheaper
  add adds added / remove removed
  mandatory compulsory required / optional voluntary
  public / private
  hot hotter warm / cold colder
  trained / untrained
  better improve improved / worse worsen worsened
  always / never
  import imports / export exports
  early earlier / late later
  open opened / close closed shut
  on / off
  majority / minority
  internal / external
  paid / unpaid
  positive / negative
  legal lawful / illegal unlawful
  safe / unsafe dangerous
  possible / impossible
  able / unable
  buy bought / sell sold
  hire hired / fire fired
  gain gained / lose lost
  increase / reduction
  profit / loss
  success / failure
  married / unmarried
  longer / shorter
  larger bigger / smaller`;

interface Side {
  group: number;
  sign: 1 | -1;
}

const sides = new Map<string, Side[]>();
for (const [group, line] of groups.split('\n').entries()) {
  for (const [index, words] of line.split('/').entries()) {
    for (const word of words.trim().split(/\s+/)) {
      const term = stemWord(word);
      sides.set(term, [...(sides.get(term) ?? []), { group, sign: index === 0 ? 1 : -1 }]);
    }
  }
}

/** "up to", "based on", "right to" are not opposites of anything. */
const idioms =
  /\b(?:up to|followed up|set up|up by|down by|on (?:the|a|an|\d+|mon|tues|wednes|thurs|fri|satur|sun|weekdays|which|its|their|foot)\w*|at (?:most|least)|right to|due on|based on|depend\w* on|later than|first time|in the end|on average|most (?:of|common|frequent|important)|go(?:es)? on|at the end|end of|the last (?:departure|time|day))\b/gu;

/** Which side of which pair of opposites the words of a normalized text stand on. */
export function sidesOf(normal: string): Map<number, Set<1 | -1>> {
  const found = new Map<number, Set<1 | -1>>();
  for (const word of normal.replace(idioms, ' ').match(/[a-z]+/g) ?? []) {
    for (const { group, sign } of sides.get(stemWord(word)) ?? []) {
      found.set(group, (found.get(group) ?? new Set()).add(sign));
    }
  }
  return found;
}

/** Of each of these a thing is one only; Thai words are found anywhere in a text. */
const choices = `daily weekly monthly quarterly annual yearly hourly|spring summer autumn winter|
  morning afternoon evening midnight noon|red blue green yellow black white brown orange purple|
  breakfast lunch dinner|north south east west|gold silver bronze|mother father|son daughter|brother sister|
  husband wife|english french german italian spanish chinese japanese thai`
  .split('|')
  .map(line => line.trim().split(/\s+/));

const same: Record<string, string> = { yearly: 'annual' };

/** A word of the first text where the second has another of the same choice, and not that one. */
export function findOtherChoice(claim: string, evidence: string): [said: string, found: string] | undefined {
  const [said, found] = [claim, evidence].map(
    text => new Set((text.match(/[a-z]+/g) ?? []).map(word => same[word] ?? word)),
  ) as [Set<string>, Set<string>];
  for (const words of choices) {
    const mine = words.filter(word => said.has(word));
    const theirs = words.filter(word => found.has(word));
    const other = theirs.find(word => !said.has(word));
    const wrong = mine.find(word => !found.has(word));
    if (wrong !== undefined && other !== undefined) return [wrong, other];
  }
  return undefined;
}

const thaiOpposites = [
  ['เปิด', 'ปิด'],
  ['เพิ่ม', 'ลด'],
  ['สูงกว่า', 'ต่ำกว่า'],
  ['มากกว่า', 'น้อยกว่า'],
  ['ก่อน', 'หลัง'],
  ['ซื้อ', 'ขาย'],
  ['สูงสุด', 'ต่ำสุด'],
  ['เริ่ม', 'สิ้นสุด'],
] as const;

/** Whether one Thai text has a word and the other only its contrary. */
export const areThaiOpposites = (a: string, b: string): boolean =>
  thaiOpposites.some(
    ([one, other]) =>
      (hasOnly(a, one, other) && hasOnly(b, other, one)) ||
      (hasOnly(a, other, one) && hasOnly(b, one, other)),
  );

const hasOnly = (text: string, word: string, other: string): boolean => {
  const rest = text.replaceAll(word, ' ');
  return rest !== text && !text.replaceAll(word.length > other.length ? word : '\0', ' ').includes(other);
};
