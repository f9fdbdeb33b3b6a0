import { makeEpub, makeOdt } from '#tests/support/files/make-books.ts';
import { makeDocx, wordParagraph, wordTable } from '#tests/support/files/make-docx.ts';
import { makeEml, makeMsg } from '#tests/support/files/make-mail.ts';
import { makePdf } from '#tests/support/files/make-pdf.ts';
import { makePicture, makeTiff } from '#tests/support/files/make-picture.ts';
import { makePptx } from '#tests/support/files/make-pptx.ts';
import { makeXlsx } from '#tests/support/files/make-xlsx.ts';
import { makeZip } from '#tests/support/files/make-zip.ts';
import type { HostileFile } from './hostile-file.ts';

const table = [
  ['Pier', 'Load'],
  ['A', '12'],
  ['B', '7'],
];
const text =
  '# Harbour\n\nThe harbour opens at nine. ท่าเรือเปิดเก้าโมง\n\n| Pier | Load |\n| --- | --- |\n| A | 12 |\n';
const html = `<!doctype html><html><body><h1>Harbour</h1><p>Opens at <b>nine</b>.</p><table><tr><td>A</td><td>B</td></tr></table></body></html>`;
const rtf = String.raw`{\rtf1\ansi{\fonttbl{\f0 Arial;}}\pard\outlinelevel0 Harbour\par\pard Opens \'e9 \u3585?\par\trowd\intbl A\cell B\cell\row\pard}`;
const pictureSize = { width: 200, height: 120 };

/** A small honest file of every format that is read. */
export async function makeSeeds(): Promise<HostileFile[]> {
  const pdf = await makePdf([
    pdf => pdf.text('The harbour opens at nine.'),
    pdf => pdf.text('Pier A bears 12.'),
  ]);
  const docx = makeDocx(wordParagraph('The harbour opens at nine.') + wordTable(table));
  const files: Record<string, Buffer> = {
    'seed.pdf': pdf,
    'seed.docx': docx,
    'seed.pptx': makePptx([{ title: 'Harbour', lines: ['Opens', 'Closes'], notes: 'Say hello.', table }]),
    'seed.xlsx': makeXlsx([{ name: 'Loads', rows: table }], { strings: ['one', 'two'] }),
    'seed.odt': makeOdt('<text:h text:outline-level="1">Harbour</text:h><text:p>Opens at nine.</text:p>'),
    'seed.epub': makeEpub('Harbour', ['<h1>One</h1><p>Opens.</p>', '<p>Closes.</p>']),
    'seed.rtf': Buffer.from(rtf),
    'seed.html': Buffer.from(html),
    'seed.md': Buffer.from(text),
    'seed.txt': Buffer.from(text.replaceAll('|', ' ')),
    'seed.csv': Buffer.from(`${table.map(row => row.join(',')).join('\n')}\n`),
    'seed.eml': makeEml({ subject: 'Harbour', html, attachments: [{ name: 'order.docx', content: docx }] }),
    'seed.msg': makeMsg({ subject: 'Harbour', text, attachments: [{ name: 'plan.pdf', content: pdf }] }),
    'seed.zip': makeZip([
      { name: 'a/order.docx', content: docx },
      { name: 'b.txt', content: Buffer.from(text) },
    ]),
    'seed.png': makePicture(['Nine'], pictureSize),
    'seed.jpeg': makePicture(['Nine'], { kind: 'jpeg', ...pictureSize }),
    'seed.webp': makePicture(['Nine'], { kind: 'webp', ...pictureSize }),
    'seed.tiff': makeTiff([['Nine']], pictureSize),
  };
  return Object.entries(files).map(([name, bytes]) => ({ name, bytes, trouble: 'none', mayFailWith: [] }));
}
