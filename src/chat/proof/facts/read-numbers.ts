import type { Fact } from './fact.ts';
import { fractions, numberWord, ordinals, scales, valueOfWords } from './number-words.ts';
import { currencies, thaiUnitAt, unitOf } from './units.ts';
import type { Unit } from './units.ts';

const digits = /(?<![\p{L}\d.,])(?:[-](?=\d))?\d+(?:[.,' ]\d{3}(?!\d))*(?:[.,]\d+)?/gu;
const clock =
  /(?<!\d)(?<hour>[01]?\d|2[0-4])(?:[:.](?<minute>[0-5]\d))?\s*(?:(?<half>a\.?m\.?|p\.?m\.?)(?![a-z])|น\.)|(?<![\d:])(?<hour24>[01]?\d|2[0-4]):(?<minute24>[0-5]\d)(?![\d:])/gu;

/** Times of day and numbers with their units; what `taken` covers already is left alone. */
export function readNumbers(text: string, taken: Fact[]): Fact[] {
  const facts = [...taken];
  const add = (fact: Fact): void => {
    if (!facts.some(each => fact.start < each.end && each.start < fact.end)) facts.push(fact);
  };
  for (const match of text.matchAll(clock)) add(timeOf(match));
  for (const [pattern, percent] of fractions) {
    for (const match of text.matchAll(pattern)) add(partOf(match, percent));
  }
  for (const match of text.matchAll(/\b(?<some>\w+) (?:in|out of) (?<all>\w+)\b/gu)) {
    const [some, all] = [smallNumber(match.groups!['some']!), smallNumber(match.groups!['all']!)];
    if (some !== undefined && all !== undefined && some < all) add(partOf(match, (100 * some) / all));
  }
  for (const match of text.matchAll(/\bhalf (?:an?|one)[ -](?<unit>\w+)/gu)) addHalf(text, match, add);
  for (const match of text.matchAll(digits)) add(numberAt(text, match.index, match[0], readingsOf(match[0])));
  for (const match of text.matchAll(numberWord))
    add(numberAt(text, match.index, match[0], [valueOfWords(match[0])]));
  for (const match of text.matchAll(/\b(?:twice|thrice)\b/gu)) {
    add(plain(match, match[0] === 'twice' ? 2 : 3));
  }
  for (const match of text.matchAll(/\b[a-z]+(?:th|st|nd|rd)\b/gu)) {
    if (Object.hasOwn(ordinals, match[0])) add({ ...plain(match, ordinals[match[0]]!), unit: ordinal });
  }
  return shareUnits(
    text,
    joinMeasures(
      text,
      facts.toSorted((a, b) => a.start - b.start),
    ),
  );
}

const ordinal: Unit = { dimension: 'place', factor: 1 };

const smallNumber = (word: string): number | undefined =>
  word === 'one' ? 1 : /^\d{1,3}$/.test(word) ? Number(word) : valueOfWords(word) || undefined;

const plain = (match: RegExpExecArray, value: number): Fact => ({
  kind: 'number',
  start: match.index,
  end: match.index + match[0].length,
  text: match[0],
  values: [value],
});

const partOf = (match: RegExpExecArray, percent: number): Fact => ({
  ...plain(match, percent),
  unit: unitOf('%'),
});

function addHalf(_text: string, match: RegExpExecArray, add: (fact: Fact) => void): void {
  const unit = unitOf(match.groups!['unit']!);
  if (unit !== undefined) add({ ...plain(match, 0.5), unit });
}

function timeOf(match: RegExpExecArray): Fact {
  const { hour, minute, half, hour24, minute24 } = match.groups!;
  const isLater = half?.startsWith('p') === true && Number(hour) < 12;
  const hours = (Number(hour ?? hour24) % 24) + (isLater ? 12 : 0);
  return { ...plain(match, hours * 60 + Number(minute ?? minute24 ?? 0)), kind: 'time' };
}

/** Commas and points separate thousands in some places and decimals in others: where both can be, both count. */
function readingsOf(text: string): number[] {
  const bare = text.replaceAll(/[' ]/g, '');
  const asEnglish = Number(bare.replaceAll(',', ''));
  const asEuropean = Number(bare.replaceAll('.', '').replace(',', '.'));
  if (!/[.,]/.test(bare)) return [Number(bare)];
  if (/^-?\d{1,3}(?:[.,]\d{3})+$/.test(bare))
    return bare.includes(',') ? [asEnglish] : [asEnglish, asEuropean];
  return [bare.lastIndexOf(',') > bare.lastIndexOf('.') ? asEuropean : asEnglish].filter(Number.isFinite);
}

function numberAt(text: string, start: number, written: string, readings: number[]): Fact {
  const symbol = /(?<symbol>[€$£¥฿])\s?$/u.exec(text.slice(Math.max(0, start - 3), start));
  const scaled = scaleAfter(text, start + written.length, symbol !== null);
  const after = symbol === null ? unitAfter(text, scaled.end) : undefined;
  const unit = symbol === null ? after?.unit : unitOf(symbol.groups!['symbol']!);
  const end = after?.end ?? scaled.end;
  const from = start - (symbol?.[0].length ?? 0);
  return {
    kind: 'number',
    start: from,
    end,
    text: text.slice(from, end).trim().replace(/[.,]$/, ''),
    values: readings.map(value => value * scaled.factor),
    ...(unit && { unit }),
    ...withPer(perOf(text.slice(end, end + 40))),
    ...(unit === undefined && withLabel(text.slice(0, start))),
  };
}

/** "million" after a number; after an amount of money "m" too, which else are metres. */
function scaleAfter(text: string, end: number, isMoney: boolean): { factor: number; end: number } {
  const rest = text.slice(end, end + 12);
  const match =
    /^[\s-]?(?<name>hundred|thousand|million|mn|billion|bn|trillion|k|ล้าน|แสน|หมื่น|พัน)(?![\p{L}])/u.exec(rest);
  if (match !== null) return { factor: scales[match.groups!['name']!]!, end: end + match[0].length };
  return isMoney && /^m(?![\p{L}/])/u.test(rest) ? { factor: 1e6, end: end + 1 } : { factor: 1, end };
}

/** "600 requests per minute", "once a year": the span of time it is said of. */
function perOf(after: string): Unit | undefined {
  const match =
    /^(?:\s*(?!(?:and|but|or|for|in|to)\b)[a-z]+){0,2}?\s*(?:per|a|an|each|every|\/|ต่อ)\s*(?<name>[\p{L}\p{M}]+)/u.exec(
      after,
    );
  const unit = match === null ? undefined : unitOf(match.groups!['name']!);
  return unit !== undefined && /^(?:seconds|days|months)$/.test(unit.dimension) ? unit : undefined;
}

const labelled =
  /\b(?<label>version|grade|severity|level|type|class|room|page|chapter|section|article|platform|line|gate|stage|phase|step|figure|table|group|unit|part|volume|number|no\.|[a-z]+\.js)\s*$/u;

function withLabel(before: string): Pick<Fact, 'label'> {
  const label = labelled.exec(before.slice(-24))?.groups!['label'];
  return label === undefined ? {} : { label };
}

const withPer = (per: Unit | undefined): Pick<Fact, 'per'> => (per === undefined ? {} : { per });

const qualifiers =
  /^(?:\s*-?\s*)(?:(?:working|business|operating|calendar|full|paid|consecutive|square|วัน)\s+)?/u;

function unitAfter(text: string, end: number): { unit: Unit; end: number } | undefined {
  const rest = text.slice(end, end + 40);
  const skipped = qualifiers.exec(rest)![0].length;
  const name = /^(?:[a-z]+\/[a-z]+|°\s?[cf]|%|[€$£¥฿¢]|[\p{L}\p{M}]+\.?)/u
    .exec(rest.slice(skipped))?.[0]
    .replace(' ', '');
  if (name === undefined) return thaiPercent(text, end);
  const known = unitOf(name) ?? unitOf(name.replace(/\.$/, ''));
  if (known !== undefined) return { unit: known, end: end + skipped + name.length };
  const thai = thaiUnitAt(rest.slice(skipped));
  return thai === undefined
    ? thaiPercent(text, end)
    : { unit: unitOf(thai)!, end: end + skipped + thai.length };
}

/** "ร้อยละ 4.5" has its unit before it. */
function thaiPercent(text: string, end: number): { unit: Unit; end: number } | undefined {
  return /ร้อยละ\s*[\d.,]+$/u.test(text.slice(Math.max(0, end - 16), end))
    ? { unit: unitOf('%')!, end }
    : undefined;
}

/** "1 hour 45 minutes" is one span of time. */
function joinMeasures(text: string, facts: Fact[]): Fact[] {
  const joined: Fact[] = [];
  for (const fact of facts) {
    const last = joined.at(-1);
    const isPart =
      last?.unit !== undefined &&
      fact.unit?.dimension === last.unit.dimension &&
      fact.unit.factor < last.unit.factor &&
      !currencies.has(fact.unit.dimension) &&
      /^(?:\s|and|,)*$/.test(text.slice(last.end, fact.start));
    if (!isPart) joined.push(fact);
    else {
      const value = last.values[0]! * last.unit!.factor + fact.values[0]! * fact.unit!.factor;
      const unit = { dimension: fact.unit!.dimension, factor: 1 };
      joined[joined.length - 1] = {
        ...last,
        end: fact.end,
        text: text.slice(last.start, fact.end),
        values: [value],
        unit,
      };
    }
  }
  return joined;
}

/** "21 to 28 days": the first of two numbers has the unit of the second. */
function shareUnits(text: string, facts: Fact[]): Fact[] {
  return facts.map((fact, index) => {
    const next = facts[index + 1];
    const isShared =
      fact.kind === 'number' &&
      fact.unit === undefined &&
      next?.unit !== undefined &&
      /^\s*(?:–|-|—|to|and|or|×|x|ถึง)\s*[€$£¥฿]?$/u.test(text.slice(fact.end, next.start));
    return isShared ? { ...fact, unit: next.unit } : fact;
  });
}
