import type { Fact } from './fact.ts';
import { readDates } from './read-dates.ts';
import { readNumbers } from './read-numbers.ts';

const sign = '\\s*(?:[€$£¥฿]|the |วันที่ )?\\s*$';
const leastBefore = new RegExp(
  `(?:at least|\\bno(?:t)? (?:less|fewer) than|minimum(?: of)?|(?<!\\bno |\\bnot )more than|\\bover|\\babove|exceed(?:s|ing)?|อย่างน้อย|มากกว่า|ไม่ต่ำกว่า|ไม่น้อยกว่า|(?<!ไม่)เกิน)${sign}`,
  'u',
);
const mostBefore = new RegExp(
  `(?:at most|\\bno(?:t)? more than|not exceed(?:ing)?|maximum(?: of)?|up to|as (?:many|much) as|(?<!\\bno |\\bnot )(?:less|fewer) than|\\bunder|\\bbelow|within|limited to|ceiling of|ไม่เกิน|(?<!ไม่)น้อยกว่า|(?<!ไม่)ต่ำกว่า|ภายใน|สูงสุด)${sign}`,
  'u',
);
const fromDate = new RegExp(`(?:\\bafter|\\bsince|\\bfrom|no(?:t)? earlier than|ตั้งแต่|หลัง)${sign}`, 'u');
const untilDate = new RegExp(`(?:\\bbefore|\\buntil|\\bby|no(?:t)? later than|ภายใน|ก่อน|จนถึง)${sign}`, 'u');
const leastAfter = /^\s*(?:or (?:more|newer|later|above|older)|and (?:above|over|more)|ขึ้นไป)/u;
const mostAfter = /^\s*(?:or (?:less|fewer|earlier|below|under)|at most)/u;
const moreAfter = /^\s*(?:[a-z]+\s+){0,2}?(?:more|higher|above|after|later|longer|larger)\b/u;
const lessAfter = /^\s*(?:[a-z]+\s+){0,2}?(?:less|fewer|lower|below|before|earlier|shorter|smaller)\b/u;

/** Numbers, dates and times of a normalized text in their order. */
export function readFacts(text: string): Fact[] {
  return readNumbers(text, readDates(text)).map(fact => ({
    ...fact,
    ...boundOf(text, fact),
    ...relationOf(text.slice(fact.end, fact.end + 40)),
  }));
}

/** "No class has more than", "none of them wider than": of what follows no more. */
const noneBefore = new RegExp(
  `\\b(?:no|none|nobody|never)(?: [\\p{L}'’-]+){1,5} (?:more|later|longer|wider|heavier|higher|older|larger|greater) than${sign}`,
  'u',
);

function boundOf(text: string, fact: Fact): Pick<Fact, 'bound'> {
  const before = text.slice(Math.max(0, fact.start - 24), fact.start);
  const after = text.slice(fact.end, fact.end + 16);
  const isDate = fact.kind === 'date';
  if (noneBefore.test(text.slice(Math.max(0, fact.start - 80), fact.start))) return { bound: 'most' };
  if ((isDate ? untilDate : mostBefore).test(before) || mostAfter.test(after)) return { bound: 'most' };
  if ((isDate ? fromDate : leastBefore).test(before) || leastAfter.test(after)) return { bound: 'least' };
  return {};
}

function relationOf(after: string): Pick<Fact, 'relation'> {
  if (moreAfter.test(after)) return { relation: 'more' };
  return lessAfter.test(after) ? { relation: 'less' } : {};
}
