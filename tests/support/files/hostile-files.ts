import { makeDocx, wordParagraph } from './make-docx.ts';
import { makePdf } from './make-pdf.ts';

const mebibyte = 1024 * 1024;

/** A DOCX of a few hundred kilobytes that unpacks to hundreds of megabytes, and says so. */
export function makeBomb(inflatedBytes = 200 * mebibyte): Buffer {
  return makeDocx(wordParagraph('boom'), [
    { name: 'word/media/zeros.bin', content: Buffer.alloc(inflatedBytes) },
  ]);
}

/** The same, but the directory claims a harmless size. */
export function makeLyingBomb(inflatedBytes = 200 * mebibyte): Buffer {
  return makeDocx(wordParagraph('boom'), [
    { name: 'word/media/zeros.bin', content: Buffer.alloc(inflatedBytes), declaredBytes: 1000 },
  ]);
}

export async function makeEncryptedPdf(): Promise<Buffer> {
  return await makePdf([pdf => pdf.text('secret')], { userPassword: 'open sesame', pdfVersion: '1.7' });
}

/** The container of a DOCX with a password, cut down to what names it. */
export function makeEncryptedDocx(): Buffer {
  const header = Buffer.alloc(1536);
  Buffer.from('d0cf11e0a1b11ae1', 'hex').copy(header);
  header.write('EncryptedPackage', 1024, 'utf16le');
  return header;
}

/** A page tree that contains itself, and a form that draws itself. */
export function makeLoopingPdf(): Buffer {
  const objects = [
    '<</Type/Catalog/Pages 2 0 R>>',
    '<</Type/Pages/Count 1000000/Kids[2 0 R 3 0 R]>>',
    '<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources<</XObject<</F 5 0 R>>>>>>',
    '<</Length 5>>stream\n/F Do\nendstream',
    '<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</F 5 0 R>>>>/Length 11>>stream\n/F Do /F Do\nendstream',
  ];
  let text = '%PDF-1.4\n';
  const offsets = objects.map((object, index) => {
    const offset = text.length;
    text += `${index + 1} 0 obj\n${object}\nendobj\n`;
    return offset;
  });
  const start = text.length;
  const entries = offsets.map(offset => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
  text += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${entries}`;
  text += `trailer\n<</Size ${objects.length + 1}/Root 1 0 R>>\nstartxref\n${start}\n%%EOF\n`;
  return Buffer.from(text, 'latin1');
}

/** HTML so deep that a parser which recurses runs out of stack. */
export function makeDeepHtml(depth = 100_000): Buffer {
  return Buffer.from(`<!doctype html><html><body>${'<div>'.repeat(depth)}deep${'</div>'.repeat(depth)}`);
}
