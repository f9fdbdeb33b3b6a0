import { expect, test } from 'vitest';
import { extractFile } from '#tests/support/files/extract-file.ts';
import { makeDocx, wordParagraph, wordTable } from '#tests/support/files/make-docx.ts';
import { makePdf } from '#tests/support/files/make-pdf.ts';
import { writeTemporary } from '#tests/support/files/write-temporary.ts';
import { extractDocument } from './extract-document.ts';

test('a PDF is read page by page', async () => {
  const pdf = await makePdf([pdf => pdf.text('The first page.'), pdf => pdf.text('The second page.')]);
  const { document, pages } = await extractFile('report.pdf', pdf);
  expect(document).toMatchObject({ format: 'pdf', paged: true, pageCount: 2 });
  expect(pages.map(page => [page.number, page.text])).toEqual([
    [1, 'The first page.'],
    [2, 'The second page.'],
  ]);
  expect(pages[0]!.size).toEqual({ width: 595.3, height: 841.9 });
});

test('the content decides about the format, not the name', async () => {
  const pdf = await makePdf([pdf => pdf.text('I am a PDF.')]);
  expect((await extractFile('lies.txt', pdf)).document.format).toBe('pdf');
  expect((await extractFile('lies.md.html', '<!doctype html><p>Hi</p>')).document.format).toBe('html');
});

test('a stored PDF, whose name says nothing, is read by the same engine as a file named so', async () => {
  const pdf = await makePdf([pdf => pdf.text('Two words.').rect(50, 200, 300, 40).stroke()]);
  expect(await extractFile('01a2-stored', pdf)).toEqual(await extractFile('stored.pdf', pdf));
});

test('a Word document keeps paragraphs and tables', async () => {
  const body =
    wordParagraph('Before') +
    wordTable([
      ['Name', 'Price'],
      ['Tea', '3'],
    ]);
  const { pages } = await extractFile('order.docx', makeDocx(body));
  expect(pages[0]!.text).toBe('Before\n\n| Name | Price |\n| --- | --- |\n| Tea | 3 |');
});

test('HTML loses scripts, styles and navigation', async () => {
  const html = `<!doctype html><html><head><title>T</title><style>p{}</style></head><body>
    <nav>Home</nav><h2>Plan</h2><p>Walk <b>on</b>.</p><script>alert(1)</script></body></html>`;
  const { document, pages } = await extractFile('page.html', html);
  expect(document.title).toBe('T');
  expect(pages[0]!.text).toBe('Plan\n\nWalk on.');
  expect(pages[0]!.blocks[0]).toEqual({ kind: 'heading', level: 2, start: 0, end: 4 });
});

test('a retry continues at the page it is told', async () => {
  const pdf = await makePdf(['one', 'two', 'three'].map(word => pdf => pdf.text(`Page ${word} of this.`)));
  const { document, pages } = await extractFile('a.pdf', pdf, { fromPage: 2 });
  expect(document.pageCount).toBe(3);
  expect(pages.map(page => page.number)).toEqual([2, 3]);
});

test('a page without text says so', async () => {
  const pdf = await makePdf([pdf => pdf.rect(50, 50, 400, 600).fill('#ccc')]);
  const { pages } = await extractFile('scan.pdf', pdf);
  expect(pages[0]!.warnings.map(warning => warning.message)).toEqual(['Page 1 has almost no text.']);
});

test('text beyond the limit is left out with a warning', async () => {
  const limits = { maxTextCharacters: 10 };
  const { pages } = await extractFile('long.txt', 'All work and no play', { limits });
  expect(pages.map(page => page.text)).toEqual(['All work a']);
  expect(pages[0]!.warnings[0]!.code).toBe('text-truncated');
  expect(pages[0]!.blocks).toEqual([{ kind: 'paragraph', start: 0, end: 10 }]);
});

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
