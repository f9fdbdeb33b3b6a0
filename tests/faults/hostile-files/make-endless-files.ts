import { makeLoopingPdf } from '#tests/support/files/hostile-files.ts';
import { makeMsg } from '#tests/support/files/make-mail.ts';
import { makePptx } from '#tests/support/files/make-pptx.ts';
import { makeTiff } from '#tests/support/files/make-picture.ts';
import { makeXlsx } from '#tests/support/files/make-xlsx.ts';
import type { HostileFile } from './hostile-file.ts';

const many = 500_000;

/** Files that lead back to where they began, or never come to an end of a line, a cell or a word. */
export function makeEndlessFiles(): HostileFile[] {
  const tiff = makeTiff([['x'], ['y']], { width: 64, height: 64 });
  // The second directory names the first one as the next.
  const second = tiff.indexOf('0900', 200, 'hex');
  if (second > 0) tiff.writeUInt32LE(8, second + 2 + 9 * 12);
  const claims = makeXlsx([
    {
      name: 'Claims',
      rows: [
        ['a', 'b'],
        ['1', '2'],
      ],
      dimension: 'A1:XFD1048496',
    },
  ]);
  const files: Record<string, [Buffer, string[] | undefined]> = {
    'loop.pdf': [makeLoopingPdf(), undefined],
    'loop.msg': [makeLoopingMsg(), undefined],
    'loop.tiff': [tiff, ['file-damaged']],
    'loop.pptx': [makeLoopingPptx(), []],
    'one-line.txt': [Buffer.alloc(5_000_000, 'a'), []],
    'one-line.md': [Buffer.from('*'.repeat(many)), undefined],
    'open-quote.csv': [Buffer.from(`a,b\n"${'x,y\n'.repeat(many)}`), undefined],
    'open-tags.html': [Buffer.from(`<!doctype html>${'<b>x'.repeat(1_500)}`), []],
    'open-comment.html': [Buffer.from(`<!doctype html><p>x</p>${'<!--'.repeat(many)}`), undefined],
    'open-group.rtf': [Buffer.from(`{\\rtf1 x\\par ${'\\u1?'.repeat(many)}`), []],
    'claims.xlsx': [claims, []],
    'headers.eml': [
      Buffer.from(`Message-ID: <1@x>\r\nMIME-Version: 1.0\r\nFrom: a\r\n${'To: b\r\n'.repeat(many)}`),
      undefined,
    ],
    'spaces.txt': [Buffer.from(`${' \n'.repeat(many)}x`), []],
  };
  return Object.entries(files).map(([name, [bytes, mayFailWith]]) => ({
    name,
    bytes,
    trouble: 'endless',
    mayFailWith,
  }));
}

/** A compound file whose table of sectors goes round in circles. */
function makeLoopingMsg(): Buffer {
  const msg = makeMsg({ subject: 'Loop', text: 'x'.repeat(9_000) });
  const sectorBytes = 512;
  const table = (msg.readInt32LE(76) + 1) * sectorBytes;
  for (let entry = 0; entry < 60; entry++) {
    const at = table + entry * 4;
    if (msg.readInt32LE(at) === -2) msg.writeInt32LE(0, at);
  }
  return msg;
}

/** A slide whose notes are the slide. */
function makeLoopingPptx(): Buffer {
  const base = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
  const loop = `<Relationships><Relationship Id="rId1" Type="${base}/notesSlide" Target="slide1.xml"/></Relationships>`;
  return makePptx(
    [{ title: 'Loop', lines: ['x'] }],
    [{ name: 'ppt/slides/_rels/slide1.xml.rels', content: Buffer.from(loop) }],
  );
}
