import { expect, test } from 'vitest';
import { extractFile, findRefusal } from '#tests/support/files/extract-file.ts';
import { makeEpub, makeOdt } from '#tests/support/files/make-books.ts';
import { makeDocx, wordParagraph } from '#tests/support/files/make-docx.ts';
import { makeEml, makeMsg } from '#tests/support/files/make-mail.ts';
import { makePdf } from '#tests/support/files/make-pdf.ts';
import { makePptx } from '#tests/support/files/make-pptx.ts';
import { makeXlsx } from '#tests/support/files/make-xlsx.ts';
import { makeZip } from '#tests/support/files/make-zip.ts';

const codesOf = (warnings: { code: string }[]): string[] => warnings.map(warning => warning.code);

test('each slide is a page, its title first and its speaker notes last', async () => {
  const deck = makePptx([
    { title: 'Harbour', lines: ['Ships & piers', 'Cranes'], notes: 'Say hello to the crew.' },
    {
      title: 'Fees',
      lines: ['Due in May'],
      table: [
        ['Pier', 'Fee'],
        ['A', '3'],
      ],
      isHidden: true,
    },
  ]);
  const { document, pages } = await extractFile('deck.pptx', deck);
  expect(document).toMatchObject({ format: 'pptx', paged: true, pageCount: 2, warnings: [] });
  expect(pages.map(page => page.text)).toEqual([
    'Harbour\n\n- Ships & piers\n- Cranes\n\nSpeaker notes\n\nSay hello to the crew.',
    'Fees\n\nDue in May\n\n| Pier | Fee |\n| --- | --- |\n| A | 3 |',
  ]);
  expect(pages[0]!.blocks[0]).toEqual({ kind: 'heading', level: 1, start: 0, end: 7 });
  expect(codesOf(pages[1]!.warnings)).toEqual(['hidden-slide']);
});

test('a workbook keeps values, dates and what formulas last came to', async () => {
  const rows = new Map([
    [1, '<c r="A1" t="s"><v>0</v></c>'],
    [
      3,
      '<c r="A3" t="s"><v>1</v></c><c r="C3" t="s"><v>2</v></c><c r="D3" t="inlineStr"><is><t>Share</t></is></c>',
    ],
    [
      4,
      '<c r="A4" s="1"><v>46083</v></c><c r="C4"><f>1+1</f><v>2.1000000000000001</v></c><c r="D4" s="2"><v>0.25</v></c>',
    ],
    [
      5,
      '<c r="A5" s="3"><v>1.5</v></c><c r="B5" s="1"/><c r="C5"><f>NOW()</f></c><c r="D5" t="b"><v>1</v></c>',
    ],
  ]);
  const book = makeXlsx([{ name: 'Trips', rows }], { strings: ['Trips of March', 'Day', 'Tonnes'] });
  const { document, pages } = await extractFile('trips.xlsx', book);
  expect(pages.map(page => page.text)).toEqual([
    'Trips\n\nTrips of March\n\n| Day | Tonnes | Share |\n| --- | --- | --- |\n| 2026-03-02 | 2.1 | 25% |\n| 36:00:00 |  | TRUE |',
  ]);
  expect(codesOf(document.warnings)).toEqual(['formula-without-value']);
});

test('a sheet takes what it holds, not what it claims, and hidden ones are told', async () => {
  const far = new Map([
    [1, '<c r="A1"><v>1</v></c><c r="XFD1"><v>2</v></c>'],
    [1_048_496, '<c r="A1048496"><v>3</v></c>'],
  ]);
  const book = makeXlsx([
    {
      name: 'Claims',
      rows: [
        ['a', 'b'],
        ['1', '2'],
      ],
      dimension: 'A1:XFD1048496',
    },
    { name: 'Back room', rows: far, isHidden: true },
  ]);
  const { document, pages } = await extractFile('claims.xlsx', book);
  expect(codesOf(document.warnings)).toEqual(['inflated-range', 'hidden-sheet']);
  const text = pages.map(page => page.text).join('\n');
  expect(text).toContain('| a | b |\n| --- | --- |\n| 1 | 2 |');
  expect(text).toContain('Back room\n\n| 1 | 2 |');
  expect(text.length).toBeLessThan(200);
});

test('every part of a long sheet repeats the header', async () => {
  const rows = [
    ['Pier', 'Load'],
    ...Array.from({ length: 600 }, (_, index) => [`Pier ${index}`, `${index}`]),
  ];
  const { pages } = await extractFile('long.xlsx', makeXlsx([{ name: 'Loads', rows }]));
  expect(pages.length).toBeGreaterThan(2);
  for (const page of pages) expect(page.text).toContain('| Pier | Load |\n| --- | --- |');
  const seen = pages.flatMap(page => page.text.match(/^\| Pier \d+ \| \d+ \|$/gm) ?? []);
  expect(seen).toHaveLength(600);
  expect(new Set(seen).size).toBe(600);
});

test('an OpenDocument text keeps headings, lists, tables and footnotes', async () => {
  const body =
    '<text:h text:outline-level="2">Plan</text:h><text:p>Walk<text:s/>on<text:note><text:note-citation>1</text:note-citation>' +
    '<text:note-body><text:p>Slowly.</text:p></text:note-body></text:note>.</text:p>' +
    '<text:tracked-changes><text:p>struck</text:p></text:tracked-changes>' +
    '<text:list><text:list-item><text:p>One</text:p></text:list-item></text:list>' +
    '<table:table><table:table-row><table:table-cell><text:p>A</text:p></table:table-cell>' +
    '<table:table-cell table:number-columns-repeated="2"><text:p>B</text:p></table:table-cell>' +
    '<table:table-cell table:number-columns-repeated="16000"/></table:table-row></table:table>';
  const { document, pages } = await extractFile('plan.odt', makeOdt(body));
  expect(document.format).toBe('odt');
  expect(pages[0]!.text).toBe('Plan\n\nWalk on.\n\n1 Slowly.\n\n- One\n\n| A | B | B |\n| --- | --- | --- |');
});

test('a book is read in the order of its spine', async () => {
  const book = makeEpub('Sea', ['<h1>One</h1><p>First.</p>', '<h1>Two</h1><p>Second.</p>']);
  const { document, pages } = await extractFile('sea.epub', book);
  expect(document).toMatchObject({ format: 'epub', title: 'Sea', paged: false });
  expect(pages.map(page => page.text).join('\n\n')).toBe('One\n\nFirst.\n\nTwo\n\nSecond.');
});

test('Rich Text keeps letters of any script, headings and tables', async () => {
  const rtf =
    String.raw`{\rtf1\ansi\ansicpg1252{\fonttbl{\f0 Arial;}{\f1\fcharset222 Tahoma;}}{\info{\title Plan}}` +
    String.raw`{\*\generator Riched}\pard\outlinelevel0 Plan\par\pard Caf\'e9 \u8364?10 {\f1\'a1\'a2}\par ` +
    String.raw`{\pict\wmetafile8 0100}\trowd\pard\intbl A\cell B\cell\row\trowd\intbl 1\cell 2\cell\row\pard End\par}`;
  const { document, pages } = await extractFile('plan.rtf', rtf);
  expect(document).toMatchObject({ format: 'rtf', title: 'Plan', warnings: [] });
  expect(pages[0]!.text).toBe('Plan\n\nCafé €10 กข\n\n| A | B |\n| --- | --- |\n| 1 | 2 |\n\nEnd');
});

test('a message is read with its attachments, each under its name', async () => {
  const inner = makeZip([{ name: '../../notes.md', content: Buffer.from('# Deep\n\nWell hidden.') }]);
  const eml = makeEml({
    subject: 'Fees',
    text: 'Hello Ben.\n\nSee below.',
    attachments: [
      { name: 'order.docx', content: makeDocx(wordParagraph('Three piers.')) },
      { name: 'plan.pdf', content: await makePdf([pdf => pdf.text('On paper.')]) },
      { name: 'all.zip', content: inner },
      { name: 'broken.pdf', content: Buffer.from('%PDF-1.4 nothing') },
    ],
  });
  const { document, pages } = await extractFile('mail.eml', eml);
  expect(document).toMatchObject({ format: 'eml', paged: false, title: 'Fees' });
  expect(pages.map(page => page.text)).toEqual([
    'Fees\n\nFrom: Ada Moss <ada@example.com>\nTo: Ben Stone <ben@example.com>\nDate: 2026-03-02T09:30:00.000Z\n\nHello Ben.\n\nSee below.',
    'order.docx\n\nThree piers.',
    'plan.pdf\n\nOn paper.',
    'all.zip\n\n../../notes.md\n\nDeep\n\nWell hidden.',
  ]);
  expect(pages.map(page => page.number)).toEqual([1, 2, 3, 4]);
  expect(codesOf(document.warnings)).toContain('contained-file-not-read');
});

test('an Outlook message is read with its attachments', async () => {
  const msg = makeMsg({
    subject: 'Crane',
    text: 'It stands still.',
    attachments: [{ name: 'log.txt', content: Buffer.from('Stopped at nine. '.repeat(400)) }],
  });
  const { document, pages } = await extractFile('crane.msg', msg);
  expect(document).toMatchObject({ format: 'msg', title: 'Crane' });
  expect(pages[0]!.text).toBe('Crane\n\nFrom: Ada Moss\n\nIt stands still.');
  expect(pages[1]!.text).toMatch(/^log\.txt\n\nStopped at nine\./);
});

test('a retry goes on amid the files of an archive', async () => {
  const names = ['one', 'two', 'three'];
  const zip = makeZip(names.map(name => ({ name: `${name}.txt`, content: Buffer.from(`I am ${name}.`) })));
  const { document, pages } = await extractFile('all.zip', zip, { fromPage: 3 });
  expect(document).toMatchObject({ format: 'zip', pageCount: 3 });
  expect(pages.map(page => [page.number, page.text])).toEqual([[3, 'three.txt\n\nI am three.']]);
});

test('archives in archives end somewhere', async () => {
  let zip = makeZip([{ name: 'core.txt', content: Buffer.from('core') }]);
  for (let depth = 0; depth < 8; depth++) zip = makeZip([{ name: `${depth}.zip`, content: zip }]);
  expect(await findRefusal('deep.zip', zip)).toBe('file-empty');
});

test('a name that promises another format is told', async () => {
  const { document } = await extractFile('report.pdf', '<!doctype html><p>Hi</p>');
  expect(document.format).toBe('html');
  expect(codesOf(document.warnings)).toEqual(['format-mismatch']);
  expect((await extractFile('notes.txt', 'Hi')).document.warnings).toEqual([]);
});
