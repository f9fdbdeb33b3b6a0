import { expect, test } from 'vitest';
import { detectFormat } from './detect-format.ts';

const item = '{"external_id":"c","turns":[]}';
const kindOf = (text: string) => detectFormat(Buffer.from(text), { fileName: 'talks' }).kind;

test('an array whose last item stands on a line of its own, and that is cut behind it, is an array', () => {
  expect(kindOf(`[${item},${item},\n${item}`)).toBe('array');
  expect(kindOf(`{"transcripts":[${item},${item},\n${item}`)).toBe('array');
  expect(kindOf(`{"transcripts":[\n${item},\n${item.slice(0, 5)}`)).toBe('array');
});

test('a list under another name is not taken for lines', () => {
  expect(kindOf(`{"data":[\n${item}\n]}`)).toBe('array');
  expect(kindOf(`{\n  "data":[${item.slice(0, 5)}`)).toBe('array');
});

test('lines of which some are broken are lines', () => {
  expect(kindOf(`${item}\n${item.slice(4)}`)).toBe('lines');
  expect(kindOf(`[broken\n${item}\n${item}`)).toBe('lines');
  expect(kindOf(item)).toBe('lines');
  expect(kindOf(' \n ')).toBe('array');
  expect(kindOf(`"${item}\n${item}\n${item.slice(0, 5)}`)).toBe('lines');
});
