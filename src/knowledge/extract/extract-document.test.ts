import { describe, expect, test } from 'vitest';
import { makeDocx, wordParagraph, wordTable } from '#tests/support/files/make-docx.ts';
import { makePdf } from '#tests/support/files/make-pdf.ts';
import {
  makeBomb,
  makeDeepHtml,
  makeEncryptedDocx,
  makeEncryptedPdf,
  makeLoopingPdf,
  makeLyingBomb,
} from '#tests/support/files/hostile-files.ts';
import { writeTemporary } from '#tests/support/files/write-temporary.ts';
import { extractDocument } from './extract-document.ts';
import type { ExtractDocumentOptions } from './extract-document.ts';
import { ExtractionError } from './extraction-error.ts';
import type { ExtractedDocument, ExtractedPage } from './extraction.ts';

type Options = Partial<Omit<ExtractDocumentOptions, 'path' | 'fileName'>>;

async function extract(
  fileName: string,
  content: Buffer | string,
  options: Options = {},
): Promise<{ document: ExtractedDocument; pages: ExtractedPage[] }> {
  await using file = await writeTemporary(fileName, content);
  let document: ExtractedDocument | undefined;
  const pages: ExtractedPage[] = [];
  for await (const event of extractDocument({ ...file, ...options })) {
    if (event.type === 'document') document = event.document;
    else pages.push(event.page);
  }
  return { document: document!, pages };
}

async function failure(fileName: string, content: Buffer | string, options: Options = {}): Promise<unknown> {
  return await extract(fileName, content, options).then(
    () => 'it was read',
    (error: unknown) => (error instanceof ExtractionError ? error.code : error),
  );
}

describe('what is read', () => {
  test('a PDF is read page by page', async () => {
    const pdf = await makePdf([pdf => pdf.text('The first page.'), pdf => pdf.text('The second page.')]);
    const { document, pages } = await extract('report.pdf', pdf);
    expect(document).toMatchObject({ format: 'pdf', paged: true, pageCount: 2 });
    expect(pages.map(page => [page.number, page.text])).toEqual([
      [1, 'The first page.'],
      [2, 'The second page.'],
    ]);
    expect(pages[0]!.size).toEqual({ width: 595.3, height: 841.9 });
  });

  test('the content decides about the format, not the name', async () => {
    const pdf = await makePdf([pdf => pdf.text('I am a PDF.')]);
    expect((await extract('lies.txt', pdf)).document.format).toBe('pdf');
    expect((await extract('lies.md.html', '<!doctype html><p>Hi</p>')).document.format).toBe('html');
  });

  test('a Word document keeps paragraphs and tables', async () => {
    const body =
      wordParagraph('Before') +
      wordTable([
        ['Name', 'Price'],
        ['Tea', '3'],
      ]);
    const { pages } = await extract('order.docx', makeDocx(body));
    expect(pages[0]!.text).toBe('Before\n\n| Name | Price |\n| --- | --- |\n| Tea | 3 |');
  });

  test('HTML loses scripts, styles and navigation', async () => {
    const html = `<!doctype html><html><head><title>T</title><style>p{}</style></head><body>
      <nav>Home</nav><h2>Plan</h2><p>Walk <b>on</b>.</p><script>alert(1)</script></body></html>`;
    const { document, pages } = await extract('page.html', html);
    expect(document.title).toBe('T');
    expect(pages[0]!.text).toBe('Plan\n\nWalk on.');
    expect(pages[0]!.blocks[0]).toEqual({ kind: 'heading', level: 2, start: 0, end: 4 });
  });

  test('a retry continues at the page it is told', async () => {
    const pdf = await makePdf(['one', 'two', 'three'].map(word => pdf => pdf.text(`Page ${word} of this.`)));
    const { document, pages } = await extract('a.pdf', pdf, { fromPage: 2 });
    expect(document.pageCount).toBe(3);
    expect(pages.map(page => page.number)).toEqual([2, 3]);
  });

  test('a page without text says that it may be a scan', async () => {
    const pdf = await makePdf([pdf => pdf.rect(50, 50, 400, 600).fill('#ccc')]);
    const { pages } = await extract('scan.pdf', pdf);
    expect(pages[0]!.warnings.map(warning => warning.message)).toEqual([
      'Page 1 has almost no text: scanned?',
    ]);
  });

  test('text beyond the limit is left out with a warning', async () => {
    const limits = { maxTextCharacters: 10 };
    const { pages } = await extract('long.txt', 'All work and no play', { limits });
    expect(pages.map(page => page.text)).toEqual(['All work a']);
    expect(pages[0]!.warnings[0]!.code).toBe('text-truncated');
    expect(pages[0]!.blocks).toEqual([{ kind: 'paragraph', start: 0, end: 10 }]);
  });
});

describe('what is refused, with its cause', () => {
  test.each([
    ['an empty file', 'file-empty', 'a.txt', ''],
    ['a file of white space', 'file-empty', 'a.txt', ' \n\t\n '],
    ['a damaged PDF', 'file-damaged', 'a.pdf', '%PDF-1.7\nnot really'],
    ['a PDF in name only', 'file-damaged', 'a.pdf', Buffer.from([0, 1, 2, 3, 4])],
    ['a DOCX cut short', 'file-damaged', 'a.docx', makeDocx(wordParagraph('x')).subarray(0, 300)],
    ['a DOCX with a password', 'file-encrypted', 'a.docx', makeEncryptedDocx()],
    ['a picture', 'unsupported-format', 'a.pdf', Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex')],
    ['a bomb', 'archive-bomb', 'a.docx', makeBomb()],
    ['a bomb that lies about its size', 'archive-bomb', 'a.docx', makeLyingBomb()],
    ['HTML of endless depth', 'file-damaged', 'a.html', makeDeepHtml()],
  ])('%s', async (_, code, fileName, content) => {
    expect(await failure(fileName, content)).toBe(code);
  });

  test('a PDF with a password', async () => {
    expect(await failure('a.pdf', await makeEncryptedPdf())).toBe('file-encrypted');
  });

  test('a file over the size limit', async () => {
    expect(await failure('a.txt', 'hello', { limits: { maxFileBytes: 4 } })).toBe('file-too-large');
  });

  test('a document over the page limit', async () => {
    const pdf = await makePdf([pdf => pdf.text('one'), pdf => pdf.text('two')]);
    expect(await failure('a.pdf', pdf, { limits: { maxPages: 1 } })).toBe('too-many-pages');
  });

  test('a file that takes too long', async () => {
    expect(await failure('a.txt', 'hello', { limits: { timeoutMs: 1 } })).toBe('extraction-timeout');
  });

  test('a file that takes too much memory', async () => {
    const html = `<!doctype html><p>${'<b>x</b> '.repeat(400_000)}`;
    const limits = { maxMemoryBytes: 120 * 1024 * 1024 };
    expect(await failure('a.html', html, { limits })).toBe('extraction-out-of-memory');
  });

  test('a PDF that contains itself ends, one way or another', async () => {
    const limits = { timeoutMs: 5_000, maxMemoryBytes: 300 * 1024 * 1024 };
    const outcome = await failure('loop.pdf', makeLoopingPdf(), { limits });
    expect(['file-damaged', 'too-many-pages', 'extraction-timeout', 'extraction-out-of-memory']).toContain(
      outcome,
    );
  });
});

describe('who is in charge', () => {
  test('a signal stops the reader and gives its reason', async () => {
    await using file = await writeTemporary('a.csv', 'a,b\n'.repeat(200_000));
    const controller = new AbortController();
    const reading = extractDocument({ ...file, signal: controller.signal });
    expect((await reading.next()).value).toMatchObject({ type: 'document' });
    controller.abort(new Error('shutdown'));
    await expect(Array.fromAsync(reading)).rejects.toThrow('shutdown');
  });

  test('the clock stands still while the consumer is busy', async () => {
    await using file = await writeTemporary('a.csv', 'a,b\n'.repeat(100_000));
    const reading = extractDocument({ ...file, limits: { timeoutMs: 10_000 } });
    await reading.next();
    expect((await reading.next()).value).toMatchObject({ type: 'page', page: { number: 1 } });
    await reading.return(undefined);
    expect(await reading.next()).toEqual({ done: true, value: undefined });
  });
});
