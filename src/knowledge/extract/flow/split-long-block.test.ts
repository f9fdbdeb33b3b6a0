import { expect, test } from 'vitest';
import { splitLines } from '../text/split-lines.ts';
import { splitLongBlock } from './split-long-block.ts';

const thai = 'ท่าเรือเปิดทุกวันและปิดตอนค่ำ';
const words = new Set(
  Array.from(new Intl.Segmenter('th', { granularity: 'word' }).segment(thai), each => each.segment),
);

function endsOfWords(text: string): boolean {
  const last = Array.from(new Intl.Segmenter('th', { granularity: 'word' }).segment(text)).at(-1)!.segment;
  return words.has(last);
}

test('a long paragraph without spaces is cut between words', () => {
  const text = thai.repeat(600);
  const pieces = splitLongBlock({ kind: 'paragraph', text }, 5_000).map(block => block.text);
  expect(pieces.length).toBeGreaterThan(2);
  expect(pieces.join('')).toBe(text);
  expect(pieces.filter(piece => !endsOfWords(piece))).toEqual([]);
});

test('an endless line without spaces is cut between words', async () => {
  const text = thai.repeat(2_000);
  const lines = await Array.fromAsync(
    splitLines(
      (async function* () {
        yield text;
      })(),
    ),
  );
  expect(lines.length).toBeGreaterThan(2);
  expect(lines.join('')).toBe(text);
  expect(lines.filter(line => !endsOfWords(line))).toEqual([]);
});
