import { expect, test } from 'vitest';
import { findRefusal } from '#tests/support/files/extract-file.ts';
import {
  makeBomb,
  makeDeepHtml,
  makeEncryptedDocx,
  makeEncryptedPdf,
  makeLoopingPdf,
  makeLyingBomb,
} from '#tests/support/files/hostile-files.ts';
import { makeDocx, wordParagraph } from '#tests/support/files/make-docx.ts';
import { makePdf } from '#tests/support/files/make-pdf.ts';

test.each([
  ['an empty file', 'file-empty', 'a.txt', ''],
  ['a file of white space', 'file-empty', 'a.txt', ' \n\t\n '],
  ['a damaged PDF', 'file-damaged', 'a.pdf', '%PDF-1.7\nnot really'],
  ['a PDF in name only', 'file-damaged', 'a.pdf', Buffer.from([0, 1, 2, 3, 4])],
  ['a DOCX cut short', 'file-damaged', 'a.docx', makeDocx(wordParagraph('x')).subarray(0, 300)],
  ['a DOCX with a password', 'file-encrypted', 'a.docx', makeEncryptedDocx()],
  ['a film', 'unsupported-format', 'a.pdf', Buffer.from('000000186674797069736f6d0000020069736f6d', 'hex')],
  ['a picture cut short', 'file-damaged', 'a.png', Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex')],
  ['a bomb', 'archive-bomb', 'a.docx', makeBomb()],
  ['a bomb that lies about its size', 'archive-bomb', 'a.docx', makeLyingBomb()],
  ['HTML of endless depth', 'file-damaged', 'a.html', makeDeepHtml()],
])('%s is refused', async (_, code, fileName, content) => {
  expect(await findRefusal(fileName, content)).toBe(code);
});

test('a PDF with a password is refused', async () => {
  expect(await findRefusal('a.pdf', await makeEncryptedPdf())).toBe('file-encrypted');
});

test('a file over the size limit is refused', async () => {
  expect(await findRefusal('a.txt', 'hello', { limits: { maxFileBytes: 4 } })).toBe('file-too-large');
});

test('a document over the page limit is refused', async () => {
  const pdf = await makePdf([pdf => pdf.text('one'), pdf => pdf.text('two')]);
  expect(await findRefusal('a.pdf', pdf, { limits: { maxPages: 1 } })).toBe('too-many-pages');
});

test('a file that takes too long is given up', async () => {
  expect(await findRefusal('a.txt', 'hello', { limits: { timeoutMs: 1 } })).toBe('extraction-timeout');
});

test('a file that takes too much memory is given up', async () => {
  const html = `<!doctype html><p>${'<b>x</b> '.repeat(400_000)}`;
  const limits = { maxMemoryBytes: 120 * 1024 * 1024 };
  expect(await findRefusal('a.html', html, { limits })).toBe('extraction-out-of-memory');
});

test('a PDF that contains itself ends, one way or another', async () => {
  const limits = { timeoutMs: 5_000, maxMemoryBytes: 300 * 1024 * 1024 };
  const outcome = await findRefusal('loop.pdf', makeLoopingPdf(), { limits });
  expect(['file-damaged', 'too-many-pages', 'extraction-timeout', 'extraction-out-of-memory']).toContain(
    outcome,
  );
});
