import { expect, test } from 'vitest';
import { locateQuote } from './locate-quote.ts';
import type { Span } from '#api/conversations.ts';

const page = 'Operations\n\nTurbine T3 stood still\nfor 74 days. It was mended in June.';
const mark = (quote: string, spans: [number, number, number][]) =>
  locateQuote(page, spans, quote).map(([start, end]) => page.slice(start, end));

test('the span that holds the quoted words is marked as it is', () => {
  expect(mark('Turbine T3 stood still for 74 days.', [[1, 12, 47]])).toEqual([
    'Turbine T3 stood still\nfor 74 days.',
  ]);
});

test('a span wider than the quote is narrowed to the quote', () => {
  expect(mark('It was mended in June.', [[1, 0, page.length]])).toEqual(['It was mended in June.']);
});

test('a span that holds other words does not mark the wrong sentence', () => {
  expect(mark('It was mended in June.', [[1, 0, 10]])).toEqual(['It was mended in June.']);
});

test('words that are nowhere on the page are not marked', () => {
  expect(mark('The turbine was sold.', [[1, 12, 47]])).toEqual([]);
  expect(mark('The turbine was sold.', [[1, 900, 950]])).toEqual([]);
});

test('of a quote that runs over two pages, each page marks its part', () => {
  expect(mark('in spring. Turbine T3 stood still', [[4, 12, 34]])).toEqual(['Turbine T3 stood still']);
});

test('Thai quotes are found where they stand', () => {
  const thai = 'ควรรดน้ำทุกสองวัน และหยุดให้น้ำเจ็ดวันก่อนเก็บเกี่ยว';
  const [range] = locateQuote(thai, [[1, 0, 3]], 'หยุดให้น้ำเจ็ดวัน');
  expect(range && thai.slice(...range)).toBe('หยุดให้น้ำเจ็ดวัน');
});

test('of a quotation that leaves something out, each piece is marked', () => {
  const text = 'The gate opens at six. Nobody knows why. It closes at nine.';
  const spans: Span[] = [
    [1, 0, 22],
    [1, 41, 59],
  ];
  const quote = 'The gate opens at six. … It closes at nine.';
  const both = [
    [0, 22],
    [41, 59],
  ];
  expect(locateQuote(text, spans, quote)).toEqual(both);
  expect(locateQuote(text, [], quote)).toEqual(both);
  expect(locateQuote(text, [], 'The gate opens at six. … It is blue.')).toEqual([]);
});
