import { expect, test } from 'vitest';
import { makePdf } from '#tests/support/files/make-pdf.ts';
import { writeTemporary } from '#tests/support/files/write-temporary.ts';
import { defaultExtractionLimits } from '../extraction-limits.ts';
import type { ExtractedPage } from '../extraction.ts';
import { readDocument } from '../read-document.ts';
import { renderMarkdown } from '../render-markdown.ts';

type Draw = Parameters<typeof makePdf>[0][number];

async function readPages(...pages: Draw[]): Promise<ExtractedPage[]> {
  await using file = await writeTemporary('page.pdf', await makePdf(pages, { margin: 0 }));
  const request = { path: file.path, fileName: 'page.pdf', fromPage: 1, limits: defaultExtractionLimits };
  const read: ExtractedPage[] = [];
  for await (const event of readDocument(request)) if (event.type === 'page') read.push(event.page);
  return read;
}

function prose(word: string): string {
  return `${`${word} goes on and on until the line is full and then some more of it follows. `.repeat(8)}End ${word}.`;
}

test('two columns are read one after the other', async () => {
  const [page] = await readPages(pdf => {
    pdf.fontSize(18).text('A title over both columns', 60, 60);
    pdf.fontSize(10).text(prose('Left'), 60, 110, { width: 220 });
    pdf.text(prose('Right'), 310, 110, { width: 220 });
  });
  expect(page!.text.indexOf('End Left.')).toBeLessThan(page!.text.indexOf('Right goes'));
  expect(page!.text.indexOf('A title')).toBe(0);
});

test('a table without lines is read row by row', async () => {
  const rows = [
    ['Port', 'Ferries', 'Guests'],
    ['North quay', '12', '3,400'],
    ['South quay', '7', '1,250'],
    ['Old harbour', '3', '410'],
  ];
  const [page] = await readPages(pdf => {
    pdf.fontSize(10);
    rows.forEach((row, line) =>
      row.forEach((cell, column) => pdf.text(cell, 80 + column * 150, 100 + line * 18, { lineBreak: false })),
    );
  });
  expect(page!.text).toBe(
    '| Port | Ferries | Guests |\n| --- | --- | --- |\n' +
      '| North quay | 12 | 3,400 |\n| South quay | 7 | 1,250 |\n| Old harbour | 3 | 410 |',
  );
  expect(page!.blocks.map(block => block.kind)).toEqual(['table']);
});

test('running headers and page numbers are named and kept', async () => {
  const pages = await readPages(
    ...[1, 2, 3].map((number): Draw => pdf => {
      pdf.fontSize(9).text('Annual report', 60, 30);
      pdf.fontSize(11).text(`The text of sheet ${number} says something new here.`, 60, 300);
      pdf.fontSize(9).text(`Page ${number}`, 280, 800);
    }),
  );
  expect(pages[1]!.blocks.map(block => block.kind)).toEqual(['page-header', 'paragraph', 'page-footer']);
  expect(pages[1]!.text).toBe('Annual report\n\nThe text of sheet 2 says something new here.\n\nPage 2');
  expect(renderMarkdown(pages[1]!, { furniture: false })).toBe(
    'The text of sheet 2 says something new here.',
  );
});

test('a word that was parted at the end of a line is whole again', async () => {
  const [page] = await readPages(pdf => {
    pdf.fontSize(11).text('The harbour was re-', 60, 100).text('built after the storm.', 60, 114);
  });
  expect(page!.text).toBe('The harbour was rebuilt after the storm.');
});

test('the note at the foot of the first column follows the text of both columns', async () => {
  const [page] = await readPages(pdf => {
    pdf.fontSize(10).text(prose('Left'), 60, 110, { width: 220 });
    pdf.text(prose('Right'), 310, 110, { width: 220 });
    pdf.fontSize(7.5).text('1 Counted at the gate of the old quay in March.', 60, 700, { width: 220 });
  });
  expect(page!.blocks.map(block => block.kind)).toEqual(['paragraph', 'paragraph', 'footnote']);
  expect(page!.text.endsWith('End Right.\n\n1 Counted at the gate of the old quay in March.')).toBe(true);
});

test('headings and list items are told from the text', async () => {
  const [page] = await readPages(pdf => {
    pdf.font('Helvetica-Bold').fontSize(20).text('Opening hours', 60, 60);
    pdf.font('Helvetica').fontSize(11).text(prose('Visitors'), 60, 110, { width: 450 });
    pdf.text('• bring a coat', 60, 300).text('• bring a lamp', 60, 316);
  });
  const markdown = renderMarkdown(page!);
  expect(markdown).toMatch(/^# Opening hours\n\nVisitors/);
  expect(markdown).toMatch(/\n\n- bring a coat\n- bring a lamp$/);
});

test('a page that was turned is read upright, and says so', async () => {
  const [page] = await readPages(pdf => {
    pdf.rotate(90, { origin: [300, 400] }).fontSize(12);
    pdf.text('This page lies on its side.', 150, 300, { lineBreak: false });
    pdf.text('It has a second line.', 150, 320, { lineBreak: false });
  });
  expect(page!.text).toBe('This page lies on its side. It has a second line.');
  expect(page!.warnings.map(warning => warning.code)).toEqual(['rotated-page']);
});

test('authors beside each other keep their own addresses', async () => {
  const card = (name: string): string[] => [
    name,
    `Institute of ${name}`,
    'Old harbour',
    `${name}@example.org`,
  ];
  const [page] = await readPages(pdf => {
    pdf.fontSize(10);
    ['Ada', 'Grace'].forEach((name, column) =>
      card(name).forEach((line, row) =>
        pdf.text(line, 80 + column * 250, 80 + row * 13, { lineBreak: false }),
      ),
    );
  });
  expect(page!.text.indexOf('Ada@example.org')).toBeLessThan(page!.text.indexOf('Institute of Grace'));
});

test('text that goes on below a value of a ruled table stays with it', async () => {
  const [page] = await readPages(pdf => {
    pdf.fontSize(9);
    for (const x of [60, 140, 400, 480]) pdf.moveTo(x, 80).lineTo(x, 220).stroke();
    for (const y of [80, 100, 220]) pdf.moveTo(60, y).lineTo(480, y).stroke();
    const put = (line: number, ...cells: string[]): void =>
      cells.forEach((cell, column) =>
        pdf.text(cell, [64, 144, 404][column]!, 85 + line * 18, { lineBreak: false }),
      );
    put(0, 'Trip', 'What', 'Paid');
    put(1, 'A1', 'Ferry to the island', '12.50');
    put(2, '', 'There and back with a guest', '');
    put(3, 'A2', 'Train to the coast', '20.00');
    put(4, '', 'One way and by night', '');
    put(5, 'A3', 'Room for the crew', '90.00');
  });
  expect(page!.text).toContain('| A1 | Ferry to the island There and back with a guest | 12.50 |');
  expect(page!.text).toContain('| A2 | Train to the coast One way and by night | 20.00 |');
});

test('a hollow bullet that is drawn as a letter opens an item', async () => {
  const [page] = await readPages(pdf => {
    pdf.fontSize(11).text('Bring with you:', 60, 80);
    ['a coat', 'a lamp'].forEach((thing, index) => {
      pdf.font('Courier').text('o', 70, 110 + index * 16, { lineBreak: false });
      pdf.font('Helvetica').text(thing, 90, 110 + index * 16, { lineBreak: false });
    });
  });
  expect(renderMarkdown(page!)).toContain('- a coat\n- a lamp');
});

test('list items far from their marks stay in their place', async () => {
  const items = [
    'a) The report',
    '- The draft says what is planned for the harbour next year',
    '- It is long',
  ];
  const [page] = await readPages(pdf => {
    pdf.fontSize(11);
    Array.from({ length: 4 }, () => items)
      .flat()
      .forEach((item, line) => {
        const [mark, ...words] = item.split(' ');
        pdf.text(mark!, mark === '-' ? 80 : 60, 80 + line * 16, { lineBreak: false });
        pdf.text(words.join(' '), mark === '-' ? 105 : 85, 80 + line * 16, { lineBreak: false });
      });
  });
  expect(page!.text).toBe(
    Array.from({ length: 4 }, () => items)
      .flat()
      .join('\n'),
  );
});

test('small pieces beside each other and tables full of holes are doubted, plain text is not', async () => {
  const [plain, scattered, holes] = await readPages(
    pdf => pdf.fontSize(11).text(prose('Plain'), 60, 80, { width: 450 }),
    pdf => {
      pdf.fontSize(11).text('Campaign results of the harbour', 60, 60);
      Array.from({ length: 4 }, (_, row) =>
        [60, 330].forEach((x, column) => {
          const piece = `${['North', 'South'][column]} quay ${row} had more guests than in any year before this one`;
          pdf.text(piece, x, 110 + row * 90 + column * 7, { width: 150 });
        }),
      );
    },
    pdf => {
      pdf.fontSize(10);
      for (const x of [60, 160, 260, 360, 460]) pdf.moveTo(x, 80).lineTo(x, 200).stroke();
      for (const y of [80, 120, 160, 200]) pdf.moveTo(60, y).lineTo(460, y).stroke();
      ['Pier', 'Load', 'Guests', 'Boats'].forEach((cell, column) => pdf.text(cell, 65 + column * 100, 90));
      pdf.text('North', 65, 130).text('12', 265, 170);
    },
  );
  expect(codesOf(plain)).not.toContain('uncertain-order');
  expect(codesOf(scattered)).toContain('uncertain-order');
  expect(codesOf(holes)).toContain('uncertain-table');
});

const codesOf = (page: ExtractedPage | undefined): string[] => page!.warnings.map(warning => warning.code);
