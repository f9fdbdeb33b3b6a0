import type { Fact } from './fact.ts';

const english = 'january february march april may june july august september october november december';
const thai = 'มกราคม กุมภาพันธ์ มีนาคม เมษายน พฤษภาคม มิถุนายน กรกฎาคม สิงหาคม กันยายน ตุลาคม พฤศจิกายน ธันวาคม';

const monthNumbers = new Map<string, number>();
for (const names of [english, thai])
  names.split(' ').forEach((name, index) => monthNumbers.set(name, index + 1));
for (const [name, number] of monthNumbers)
  if (/^[a-z]{4,}$/.test(name)) monthNumbers.set(name.slice(0, 3), number);
monthNumbers.set('sept', 9);

const month = `(?<month>${[...monthNumbers.keys()].toSorted((a, b) => b.length - a.length).join('|')})`;
/** "may" is a month where a day, a year or a preposition of time stands beside it. */
const day = '(?<day>\\d{1,2})(?:st|nd|rd|th)?';
const year = '(?<year>\\d{4})';

const patterns: RegExp[] = [
  /(?<![\d.])(?<year>\d{4})-(?<month>\d{2})-(?<day>\d{2})(?!\d)/gu,
  /(?<![\d./])(?<day>\d{1,2})[./](?<month>\d{1,2})[./](?<year>\d{4})(?!\d)/gu,
  new RegExp(
    `(?<!\\d)${day}\\s*(?:of )?${month}\\.?(?:,?\\s*(?:พ\\.ศ\\.|ค\\.ศ\\.)?\\s*${year})?(?![\\da-z])`,
    'gu',
  ),
  new RegExp(`\\b${month}\\.? ${day}(?:, ?${year}| ${year})?(?![\\d.,:]*\\d)`, 'gu'),
  new RegExp(`(?<![a-z])${month}\\.?,? ${year}(?!\\d)`, 'gu'),
  new RegExp(
    `(?<=\\b(?:in|until|to|since|from|between|and|of|by|before|after|mid-|early|late|end of|middle of) ?)${month}(?![a-z])`,
    'gu',
  ),
  new RegExp(
    `(?<![a-z])(?!may\\b|mar\\b|dec\\b|jan\\b|sept?\\b|oct\\b|nov\\b|aug\\b|jul\\b|jun\\b|apr\\b|feb\\b)${month}(?![a-z])`,
    'gu',
  ),
  /(?:ปี|พ\.ศ\.|ค\.ศ\.)\s*(?<year>\d{4})(?!\d)/gu,
  /(?<=\b(?:in|since|until|by|of|from|to|for|and|between|before|after|than in|year|summer|winter|spring|autumn|against|–|-) ?(?:the )?)(?<year>1[5-9]\d\d|20\d\d)(?![\d%°]|[.,:]\d| ?(?:€|euro|km|kg|m\b|metre|hours|operating|people|patients))/gu,
];

const mayHaveDate = new RegExp(`\\d|${[...monthNumbers.keys()].join('|')}`, 'u');

/** Days, months and years, each place of the text once. Years of the Buddhist era become those of the common one. */
export function readDates(text: string): Fact[] {
  const facts: Fact[] = [];
  if (!mayHaveDate.test(text)) return facts;
  for (const pattern of patterns) {
    for (const match of text.matchAll(pattern)) {
      const start = match.index;
      const end = start + match[0].length;
      if (facts.some(fact => start < fact.end && fact.start < end)) continue;
      const date = dateOf(match.groups!);
      if (date !== undefined)
        facts.push({ kind: 'date', start, end, text: match[0].trim(), values: [], date });
    }
  }
  return facts;
}

function dateOf(groups: Record<string, string | undefined>): Fact['date'] {
  const [given, dayNumber, monthName] = [groups['year'], groups['day'], groups['month']];
  const monthNumber =
    monthName === undefined ? undefined : (monthNumbers.get(monthName) ?? Number(monthName));
  if ((monthNumber ?? 1) > 12 || (dayNumber !== undefined && Number(dayNumber) > 31)) return undefined;
  return {
    ...(given !== undefined && { year: commonYear(Number(given)) }),
    ...(monthNumber !== undefined && { month: monthNumber }),
    ...(dayNumber !== undefined && { day: Number(dayNumber) }),
  };
}

const BUDDHIST_ERA = 543;

const commonYear = (year: number): number => (year >= 2400 && year <= 2700 ? year - BUDDHIST_ERA : year);
