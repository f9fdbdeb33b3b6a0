import { expect, test } from 'vitest';
import { extractFile, findRefusal } from '#tests/support/files/extract-file.ts';
import { makePicture, makeTiff } from '#tests/support/files/make-picture.ts';
import { makeZip } from '#tests/support/files/make-zip.ts';

const lines = ['The harbour opens at nine', 'and closes at seven.'];

test.each(['png', 'jpeg', 'webp'] as const)(
  'the text in a %s is read, with boxes and a warning',
  async kind => {
    const { document, pages } = await extractFile(`board.${kind}`, makePicture(lines, { kind }));
    expect(document).toMatchObject({ format: 'image', paged: true, pageCount: 1, warnings: [] });
    expect(pages[0]!.text.replace(/\s+/g, ' ')).toBe(lines.join(' '));
    expect(pages[0]!.words).toHaveLength(9);
    expect(pages[0]!.warnings.map(warning => warning.code)).toEqual(['ocr-used']);
  },
);

test('each page of a TIFF is a page', async () => {
  const { document, pages } = await extractFile(
    'fax.tiff',
    makeTiff([['Page one is here'], ['Page two is there']]),
  );
  expect(document.pageCount).toBe(2);
  expect(pages.map(page => [page.number, page.text])).toEqual([
    [1, 'Page one is here'],
    [2, 'Page two is there'],
  ]);
});

test('a picture without text says so', async () => {
  const { pages } = await extractFile('blank.png', makePicture([]));
  expect(pages[0]!.text).toBe('');
  expect(pages[0]!.warnings).not.toEqual([]);
});

test('a picture in an archive is read like any other', async () => {
  const zip = makeZip([{ name: 'board.png', content: makePicture(lines) }]);
  const { pages } = await extractFile('all.zip', zip);
  expect(pages[0]!.text.replace(/\s+/g, ' ')).toBe(`board.png ${lines.join(' ')}`);
});

test('a picture of more pixels than any scan is not unpacked', async () => {
  const png = makePicture(lines);
  png.writeUInt32BE(60_000, 16);
  png.writeUInt32BE(60_000, 20);
  expect(await findRefusal('huge.png', png)).toBe('file-too-large');
});
