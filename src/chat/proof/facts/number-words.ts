const words: Record<string, number> = {};
const list = (text: string, start: number, step = 1): void =>
  text.split(' ').forEach((word, index) => (words[word] = start + index * step));

list('two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen', 2);
list('seventeen eighteen nineteen', 17);
list('twenty thirty forty fifty sixty seventy eighty ninety', 20, 10);

export const ordinals: Readonly<Record<string, number>> = Object.fromEntries(
  'first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth'
    .split(' ')
    .map((word, index) => [word, index + 1]),
);

export const scales: Readonly<Record<string, number>> = {
  hundred: 100,
  thousand: 1e3,
  k: 1e3,
  million: 1e6,
  mn: 1e6,
  billion: 1e9,
  bn: 1e9,
  trillion: 1e12,
  ร้อย: 100,
  พัน: 1e3,
  หมื่น: 1e4,
  แสน: 1e5,
  ล้าน: 1e6,
};

const alternatives = Object.keys(words).join('|');

/** `twelve`, `twenty-one`; and `one` where a measure follows, for it is mostly no number. */
export const numberWord = new RegExp(
  `\\b(?:(?:${alternatives})(?:[- ](?:one|${alternatives}))?|one(?= (?:second|minute|hour|day|week|month|year|metre|meter|mile|million|billion|hundred|thousand)\\b))\\b`,
  'gu',
);

export function valueOfWords(text: string): number {
  return text.split(/[- ]/).reduce((sum, word) => sum + (word === 'one' ? 1 : (words[word] ?? 0)), 0);
}

/** Parts of a whole, in per cent. */
export const fractions: readonly [pattern: RegExp, percent: number][] = [
  [/\b(?:a|one|two) thirds?\b/gu, 100 / 3],
  [/\b(?:a|one) quarter\b(?! of \d{4})/gu, 25],
  [/(?<!(?:first|second|other) )\bhalf (?:of|the)\b/gu, 50],
];
