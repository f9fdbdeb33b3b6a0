import { expect, test } from 'vitest';
import { normalizeText } from '#knowledge/index/normalize-text.ts';
import { isSameFact } from './fact.ts';
import { readFacts } from './read-facts.ts';

const factOf = (text: string) => readFacts(normalizeText(text))[0]!;

test.each([
  ['1,250 metres', '1.25 km'],
  ['1 hour 45 minutes', '105 min'],
  ['twelve', '12'],
  ['€1,450', '1450 euros'],
  ['€184m', '184 million euros'],
  ['in 12 June 2025', 'on 2025-06-12'],
  ['June 12, 2025', '12/06/2025'],
  ['6:15 pm', '18:15'],
  ['8 percent', '8 %'],
  ['a third of all', '33.333333333333336 %'],
  ['half an hour', '30 minutes'],
  ['๒๔๐ บาท', '240 บาท'],
  ['ร้อยละ 4.5', '4.5%'],
  ['ปี 2567', 'in 2024'],
])('%s is %s', (one, other) => {
  expect(isSameFact(factOf(one), factOf(other))).toBe(true);
});

test.each([
  ['412 MWh', '412 GWh'],
  ['77 °C', '77 °F'],
  ['€41 million', '£41 million'],
  ['12 minutes', '12 hours'],
  ['14 February 2022', '24 February 2022'],
  ['18:15', '19:15'],
  ['600 requests per minute', '600 requests per hour'],
  ['5.4', '4.5'],
])('%s is not %s', (one, other) => {
  expect(isSameFact(factOf(one), factOf(other))).toBe(false);
});

test.each([
  ['at least 10 days', 'least'],
  ['no fewer than 10 days', 'least'],
  ['10 or more', 'least'],
  ['no more than 10 days', 'most'],
  ['up to 10 days', 'most'],
  ['before 1 June', 'most'],
  ['after 1 June', 'least'],
  ['ไม่เกิน 500 บาท', 'most'],
  ['อย่างน้อย 500 บาท', 'least'],
])('%s is a bound', (text, bound) => {
  expect(factOf(text).bound).toBe(bound);
});
