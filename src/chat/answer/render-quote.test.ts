import { expect, test } from 'vitest';
import { renderQuote } from './render-quote.ts';

test('a sentence is quoted on one line', () => {
  expect(renderQuote({ text: 'It goes\nover a line.' })).toBe('“It goes over a line.”');
});

test('a row says what its cells mean, and empty cells are left out', () => {
  const header = '| Region | Day | Night |';
  expect(renderQuote({ text: '| Abroad | €52 |  |', header })).toBe('Region: Abroad · Day: €52');
});

test('numbers in brackets of the document cannot be taken for markers', () => {
  const rendered = renderQuote({ text: 'As shown before [3].' });
  expect(rendered).not.toMatch(/\[\d/);
  expect(rendered.replaceAll('\u2060', '')).toBe('“As shown before [3].”');
});
