import { expect, test } from 'vitest';
import { chooseBetter } from './choose-better.ts';
import { isDoubtful } from './doubt-page.ts';
import type { PdfPage, PdfWord } from './pdf-engine.ts';

function pageOf(text: string): PdfPage {
  const words = text.split(' ').map(word => ({ text: word }) as PdfWord);
  return {
    number: 4,
    width: 595,
    height: 842,
    words,
    rulings: [{ x1: 0, y1: 9, x2: 90, y2: 9 }],
    drawn: true,
  };
}

const textOf = (page: PdfPage): string => page.words.map(word => word.text).join(' ');

test('where two engines disagree, the text with fewer glued words wins, with a warning', () => {
  const glued = pageOf('Theharbourwasrebuiltafterthestorm and opened');
  const other = { ...pageOf('The harbour was rebuilt after the storm and opened'), rulings: [] };
  const chosen = chooseBetter(glued, other);
  expect(textOf(chosen)).toBe('The harbour was rebuilt after the storm and opened');
  expect(chosen.warnings?.map(warning => warning.code)).toEqual(['engines-disagree']);
  expect(chosen.warnings?.[0]?.message).toContain('page 4');
  // What only the first engine knows of the page is kept.
  expect(chosen.rulings).toHaveLength(1);
  expect(chosen.drawn).toBe(true);
});

test('broken letters lose against real ones', () => {
  const broken = pageOf('Th\ufffd\ufffd h\ufffd\ufffdbour');
  expect(textOf(chooseBetter(broken, pageOf('The harbour')))).toBe('The harbour');
});

test('a second engine that reads no better, or nothing, changes nothing', () => {
  const broken = pageOf('Th\ufffd\ufffd harbour');
  expect(chooseBetter(broken, pageOf('Th\ufffd\ufffd harbour'))).toBe(broken);
  expect(chooseBetter(broken, { ...broken, words: [] })).toBe(broken);
  expect(chooseBetter(broken, undefined)).toBe(broken);
});

test('long addresses and dots that lead to a page number are no glued words', () => {
  expect(isDoubtful(pageOf(`Contents ${'.'.repeat(80)} 3`))).toBe(false);
  expect(isDoubtful(pageOf('www.harbour-of-the-north.example googleresearch.blogspot.co.uk,'))).toBe(false);
  expect(isDoubtful(pageOf('Theharbourwasrebuiltafterthestorm'))).toBe(true);
});
