import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { findChunkProblems } from '#tests/support/check-chunks.ts';
import { makePdf } from '#tests/support/files/make-pdf.ts';
import { writeTemporary } from '#tests/support/files/write-temporary.ts';
import type { ExtractedPage } from './extraction.ts';
import { defaultExtractionLimits } from './extraction-limits.ts';
import { makeScratchFolder } from './make-scratch-folder.ts';
import { readDocument } from './read-document.ts';

const collection = process.env['QUARRY_TEST_DATA'] ?? join(import.meta.dirname, '../../../../shared/data');

async function readPages(path: string): Promise<ExtractedPage[]> {
  const pages: ExtractedPage[] = [];
  await using scratch = await makeScratchFolder();
  const request = {
    path,
    fileName: path,
    fromPage: 1,
    limits: defaultExtractionLimits,
    scratchFolder: scratch.path,
  };
  for await (const event of readDocument(request)) if (event.type === 'page') pages.push(event.page);
  return pages;
}

/** Blocks cover the text in order, only white space lies between them, and each word is where its span says. */
function checkSpans(page: ExtractedPage): void {
  let end = 0;
  for (const block of page.blocks) {
    expect(block.start).toBeGreaterThanOrEqual(end);
    expect(page.text.slice(end, block.start).trim()).toBe('');
    expect(block.end).toBeGreaterThan(block.start);
    end = block.end;
  }
  expect(page.text.slice(end).trim()).toBe('');
  let wordEnd = 0;
  for (const word of page.words) {
    expect(word.start).toBeGreaterThanOrEqual(wordEnd);
    expect(page.text.slice(word.start, word.end)).toMatch(/^\S+( \S+)*$/);
    wordEnd = word.end;
  }
}

const drawing = fc.record({
  text: fc.oneof(fc.lorem({ maxCount: 40 }), fc.constantFrom('1. first', '• point', 'a | b', 'hyphen-', 'x')),
  x: fc.integer({ min: 20, max: 500 }),
  y: fc.integer({ min: 20, max: 780 }),
  size: fc.integer({ min: 5, max: 30 }),
  width: fc.integer({ min: 40, max: 400 }),
});

test('blocks and words point exactly into the text, whatever stands on the page', async () => {
  const holds = fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(drawing, { maxLength: 25 }), { minLength: 1, maxLength: 3 }),
      async drawn => {
        const bytes = await makePdf(
          drawn.map(page => pdf => {
            for (const { text, x, y, size, width } of page) {
              pdf.fontSize(size).text(text, x, y, { width, height: 800 - y, align: 'justify' });
            }
          }),
          { margin: 0 },
        );
        await using file = await writeTemporary('drawn.pdf', bytes);
        for (const page of await readPages(file.path)) checkSpans(page);
      },
    ),
    { numRuns: 40 },
  );
  await expect(holds).resolves.toBeUndefined();
});

const folders = [
  join(import.meta.dirname, '../../../samples/library'),
  ...['easy', 'multi-column', 'table', 'icdar-tables', 'office'].map(name =>
    join(collection, 'extract', name),
  ),
];
const files = folders
  .filter(folder => existsSync(folder))
  .flatMap(folder => readdirSync(folder).map(name => join(folder, name)))
  .filter(path => /(?<!\.truth)\.(pdf|docx|pptx|xlsx|eml|html|md|txt|csv)$/.test(path));

test('the same holds for the sample library and whatever collection is at hand, and no chunk cuts a word or row', async () => {
  let pages = 0;
  const problems: string[] = [];
  for (const path of files) {
    const read = await readPages(path);
    read.forEach(checkSpans);
    problems.push(...findChunkProblems(read).map(problem => `${path}: ${problem}`));
    pages += read.length;
  }
  expect(problems).toEqual([]);
  expect(pages).toBeGreaterThanOrEqual(files.length);
  expect(files.length).toBeGreaterThan(0);
}, 120_000);
