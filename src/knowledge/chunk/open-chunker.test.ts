import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Block, BlockKind } from '#knowledge/extract/extraction.ts';
import type { ChunkDraft } from './chunk-draft.ts';
import { openChunker } from './open-chunker.ts';
import type { ChunkerOptions } from './open-chunker.ts';
import type { PageText } from './read-blocks.ts';

const kinds: BlockKind[] = [
  'heading',
  'paragraph',
  'paragraph',
  'list-item',
  'table',
  'code',
  'footnote',
  'page-header',
  'page-footer',
];

const vocabulary = [
  ['The', 'harbour', 'fees', 'rise', 'Dr.', 'e.g.', '3.14', '1,250.5', 'end.', 'Why?', '(see', 'Fig.', '2)'],
  ['บริษัทจัดหาน้ำดื่มสะอาด', 'กรุงเทพมหานคร', 'และ', 'ค่าธรรมเนียม'],
  ['东京都的人口。', '超过一千四百万，', 'チケットの払い戻しは', '出発の二日前まで。', '표의', '환불은'],
  ['👩‍👩‍👧‍👦', '🇹🇭🇯🇵', '👍🏽', 'e\u0301te\u0301', 'Z\u0351\u036b\u0343a\u0300\u0301l', 'https://example.org/'],
  ['x'.repeat(150)],
];
const words = fc.constantFrom(...vocabulary.flat());
const separators = fc.constantFrom(' ', ' ', ' ', '\n', '', '\r\n', '\u00a0');
const prose = fc.array(fc.tuple(words, separators), { minLength: 1, maxLength: 60 }).map(pieces =>
  pieces
    .map(([word, separator]) => word + separator)
    .join('')
    .trim(),
);
const cell = words.map(word => word.replaceAll(/\s/g, ''));
const table = fc
  .array(fc.array(cell, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 12 })
  .map(rows => rows.map(cells => `| ${cells.join(' | ')} |`))
  .map(([header, ...rows]) => [header, '| --- | --- |', ...rows].join('\n'));

const block = fc.constantFrom(...kinds).chain(kind =>
  fc.record({
    kind: fc.constant(kind),
    text: kind === 'table' ? table : prose,
    level: fc.integer({ min: 1, max: 4 }),
    gap: fc.constantFrom('\n\n', '\n', ' '),
  }),
);

const document = fc
  .array(fc.array(block, { maxLength: 6 }), { minLength: 1, maxLength: 5 })
  .map(pages => pages.map((blocks, index) => layOut(blocks, index + 1)));

const limits = fc.record({
  maxCharacters: fc.integer({ min: 60, max: 400 }),
  overlapCharacters: fc.integer({ min: 0, max: 60 }),
});

interface Piece {
  kind: BlockKind;
  text: string;
  level: number;
  gap: string;
}

function layOut(pieces: Piece[], number: number): PageText {
  let text = '';
  const blocks: Block[] = [];
  for (const { kind, text: content, level, gap } of pieces) {
    blocks.push({ kind, start: text.length, end: text.length + content.length, level });
    text += content + gap;
  }
  return { number, text, blocks };
}

function cut(pages: PageText[], options: ChunkerOptions): ChunkDraft[] {
  const chunker = openChunker(options);
  return [...pages.flatMap(page => chunker.add(page)), ...chunker.end()];
}

const check = (property: (pages: PageText[], options: ChunkerOptions) => void) =>
  fc.assert(fc.property(document, limits, property), { numRuns: 200 });

test("a chunk's text is exactly its spans' slices of the pages, joined by line breaks", () => {
  check((pages, options) => {
    const texts = new Map(pages.map(page => [page.number, page.text]));
    cut(pages, options).forEach((chunk, index) => {
      expect(chunk.text).toBe(
        chunk.spans.map(([page, start, end]) => texts.get(page)!.slice(start, end)).join('\n'),
      );
      expect(chunk.text.trim()).not.toBe('');
      expect(chunk.ordinal).toBe(index);
      expect(chunk.pageStart).toBe(Math.min(...chunk.spans.map(([page]) => page)));
      expect(chunk.pageEnd).toBe(Math.max(...chunk.spans.map(([page]) => page)));
    });
  });
});

test('every character but white space and running headers is in a chunk, and none of those headers is', () => {
  check((pages, options) => {
    const chunks = cut(pages, options);
    for (const page of pages) {
      const covered = new Set<number>();
      for (const [number, start, end] of chunks.flatMap(chunk => chunk.spans)) {
        for (let index = start; number === page.number && index < end; index++) covered.add(index);
      }
      for (const { kind, start, end } of page.blocks) {
        const furniture = kind === 'page-header' || kind === 'page-footer';
        const places = Array.from({ length: end - start }, (_, offset) => start + offset);
        const wrong = places.filter(
          place => /\S/.test(page.text[place]!) && covered.has(place) === furniture,
        );
        expect(wrong, `${kind} on page ${page.number}`).toEqual([]);
      }
    }
  });
});

test('no cut goes through a visible character, nor through a word that fits a chunk', () => {
  check((pages, options) => {
    const chunks = cut(pages, options);
    for (const page of pages) {
      const graphemes = boundaries(page.text, 'grapheme');
      const wordSpans = longWords(page.text, options.maxCharacters! / 2);
      for (const [number, start, end] of chunks.flatMap(chunk => chunk.spans)) {
        if (number !== page.number) continue;
        for (const place of [start, end]) {
          expect(graphemes.has(place), `inside a grapheme at ${number}:${place}`).toBe(true);
          const through = wordSpans.find(([from, to]) => from < place && place < to);
          expect(through, `inside a word at ${number}:${place}`).toBeUndefined();
        }
      }
    }
  });
});

test('chunks keep to their size, give or take the headings they open with', () => {
  check((pages, options) => {
    for (const chunk of cut(pages, options)) {
      const headings = pages.flatMap(page => page.blocks.filter(each => each.kind === 'heading'));
      const room = headings.reduce(
        (sum, heading) => sum + Math.min(options.maxCharacters!, heading.end - heading.start) + 2,
        0,
      );
      expect(chunk.text.length).toBeLessThanOrEqual(options.maxCharacters! + room);
    }
  });
});

test('going on from the saved state in another process gives the same chunks', () => {
  check((pages, options) => {
    const resumed: ChunkDraft[] = [];
    let chunker = openChunker(options);
    for (const page of pages) {
      resumed.push(...chunker.add(page));
      chunker = openChunker({ ...options, state: chunker.state() });
    }
    resumed.push(...chunker.end());
    expect(resumed).toEqual(cut(pages, options));
  });
});

function boundaries(text: string, granularity: 'grapheme' | 'word'): Set<number> {
  const segments = new Intl.Segmenter('und', { granularity }).segment(text);
  return new Set([...Array.from(segments, segment => segment.index), text.length]);
}

/** Words of the page that are short enough to never need a cut. */
function longWords(text: string, maxCharacters: number): [number, number][] {
  return Array.from(new Intl.Segmenter('und', { granularity: 'word' }).segment(text))
    .filter(({ segment }) => segment.length > 1 && segment.length <= maxCharacters)
    .map(({ index, segment }) => [index, index + segment.length]);
}
