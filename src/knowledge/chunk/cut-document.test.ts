import { expect, test } from 'vitest';
import type { Block } from '#knowledge/extract/extraction.ts';
import { openChunker } from './open-chunker.ts';
import type { ChunkerOptions } from './open-chunker.ts';
import type { PageText } from './read-blocks.ts';

type Piece = [kind: Block['kind'], text: string, level?: number];

function page(number: number, ...pieces: Piece[]): PageText {
  const blocks: Block[] = [];
  let text = '';
  for (const [kind, content, level] of pieces) {
    if (text !== '') text += '\n\n';
    blocks.push({ kind, start: text.length, end: text.length + content.length, level });
    text += content;
  }
  return { number, text, blocks };
}

function cut(pages: PageText[], options?: ChunkerOptions) {
  const chunker = openChunker(options);
  return [...pages.flatMap(each => chunker.add(each)), ...chunker.end()];
}

const sentences = (count: number, about: string) =>
  Array.from({ length: count }, (_, index) => `Sentence ${index + 1} is about ${about}.`).join(' ');

test('each chunk knows the headings above all of it', () => {
  const chunks = cut(
    [
      page(
        1,
        ['heading', 'Handbook', 1],
        ['heading', 'Leave', 2],
        ['paragraph', sentences(12, 'leave')],
        ['heading', 'Travel', 2],
        ['paragraph', sentences(12, 'travel')],
      ),
    ],
    { maxCharacters: 400 },
  );
  const paths = chunks.map(chunk => chunk.headings.join(' > '));
  expect(new Set(paths)).toEqual(new Set(['Handbook > Leave', 'Handbook > Travel']));
  for (const chunk of chunks) {
    expect(chunk.text.includes('leave') && chunk.text.includes('travel')).toBe(false);
  }
  expect(chunks[0]!.text.startsWith('Handbook\n\nLeave\n\nSentence 1')).toBe(true);
});

test('short sections share a chunk, which then has only the headings they share', () => {
  const chunks = cut([
    page(
      1,
      ['heading', 'Questions', 1],
      ['heading', 'Open on Sunday?', 2],
      ['paragraph', 'No.'],
      ['heading', 'Dogs?', 2],
      ['paragraph', 'Yes.'],
    ),
  ]);
  expect(chunks).toHaveLength(1);
  expect(chunks[0]!.headings).toEqual(['Questions']);
});

test('a heading is never the last thing in a chunk that something follows', () => {
  const chunks = cut(
    [
      page(
        1,
        ['paragraph', sentences(3, 'fees')],
        ['heading', 'Next', 2],
        ['paragraph', sentences(9, 'rules')],
      ),
    ],
    { maxCharacters: 120 },
  );
  for (const chunk of chunks.slice(0, -1)) expect(chunk.text.endsWith('Next')).toBe(false);
});

test('a chunk begins with the last whole sentences of the one before', () => {
  const [first, second] = cut([page(1, ['paragraph', sentences(40, 'overlap')])]);
  const repeated = first!.spans[0]![2] - second!.spans[0]![1];
  expect(repeated).toBeGreaterThanOrEqual(80);
  expect(repeated).toBeLessThanOrEqual(200);
  expect(second!.text).toMatch(/^Sentence \d+ is/);
  expect(first!.text.length).toBeGreaterThan(800);
});

test('a table that goes on in the next chunk repeats its header there', () => {
  const rows = Array.from({ length: 40 }, (_, index) => `| Pier ${index} | ${index * 10} tonnes |`);
  const table = ['| Pier | Load |', '| --- | --- |', ...rows].join('\n');
  const chunks = cut([page(1, ['paragraph', 'Loads by pier:'], ['table', table])], { maxCharacters: 300 });
  expect(chunks.length).toBeGreaterThan(3);
  for (const chunk of chunks) {
    expect(chunk.text.split('| Pier | Load |')).toHaveLength(2);
    expect(chunk.text.length).toBeLessThanOrEqual(300);
  }
  const shown = chunks.flatMap(chunk =>
    chunk.text.split('\n').filter(line => line.startsWith('| Pier ') && !line.includes('Load')),
  );
  expect(shown).toEqual(rows);
});

test('a paragraph that flows over the page break stays together, its footnote behind it', () => {
  const [chunk, ...others] = cut([
    page(
      1,
      ['page-header', 'Annual report'],
      ['paragraph', 'Fees are due in May. The board of the'],
      ['footnote', '1 See chapter two.'],
      ['page-footer', '1'],
    ),
    page(2, ['page-header', 'Annual report'], ['paragraph', 'harbour decides on them. It meets twice.']),
  ]);
  expect(others).toEqual([]);
  expect(chunk).toMatchObject({
    text: 'Fees are due in May. The board of the\nharbour decides on them.\n1 See chapter two.\nIt meets twice.',
    pageStart: 1,
    pageEnd: 2,
  });
});

test('a paragraph that ended with its page is not glued to the next page', () => {
  const pages = [page(1, ['paragraph', sentences(5, 'fees')]), page(2, ['paragraph', sentences(5, 'rules')])];
  const chunks = cut(pages, { maxCharacters: 200, overlapCharacters: 0 });
  const glued = chunks.filter(chunk => chunk.text.includes('fees.\nSentence 1 is about rules'));
  expect(glued.length).toBeLessThanOrEqual(1);
  for (const chunk of chunks) expect(chunk.text).toMatch(/^Sentence \d+ is about \w+\./);
});

test('a page whose blocks are unknown is read as one paragraph', () => {
  expect(cut([{ number: 3, text: ' Just text. ', blocks: [] }])).toMatchObject([
    { text: 'Just text.', spans: [[3, 1, 11]], headings: [] },
  ]);
});
