import { makeBomb, makeLyingBomb } from '#tests/support/files/hostile-files.ts';
import { makeEpub, makeOdt } from '#tests/support/files/make-books.ts';
import { makeDocx } from '#tests/support/files/make-docx.ts';
import { makeEml } from '#tests/support/files/make-mail.ts';
import { makePicture } from '#tests/support/files/make-picture.ts';
import { makePptx } from '#tests/support/files/make-pptx.ts';
import { makeXlsx } from '#tests/support/files/make-xlsx.ts';
import { makeZip } from '#tests/support/files/make-zip.ts';
import type { HostileFile } from './hostile-file.ts';

const zeros = { name: 'zeros.bin', content: Buffer.alloc(120 * 1024 * 1024) };

/** Small files that unpack to far more than they say, or than anybody needs. */
export function makeBombs(): HostileFile[] {
  const nested = Array.from({ length: 12 }).reduce<Buffer>(
    zip => makeZip(Array.from({ length: 10 }, (_, index) => ({ name: `${index}.zip`, content: zip }))),
    makeZip([{ name: 'core.txt', content: Buffer.alloc(1_000_000, 'a') }]),
  );
  const picture = makePicture(['x'], { width: 64, height: 64 });
  picture.writeUInt32BE(65_000, 16);
  picture.writeUInt32BE(65_000, 20);
  const files: Record<string, [Buffer, string[]]> = {
    'bomb.docx': [makeBomb(120 * 1024 * 1024), ['archive-bomb']],
    'lying-bomb.docx': [makeLyingBomb(120 * 1024 * 1024), ['archive-bomb']],
    'bomb.pptx': [makePptx([], [zeros]), ['archive-bomb']],
    'bomb.xlsx': [makeXlsx([], { extra: [zeros] }), ['archive-bomb']],
    'bomb.odt': [makeOdt('', [zeros]), ['archive-bomb']],
    'bomb.epub': [makeEpub('Bomb', [], [zeros]), ['archive-bomb']],
    'bomb.zip': [makeZip([zeros]), ['archive-bomb']],
    'nested-bomb.zip': [nested, ['archive-bomb', 'file-empty']],
    'quoted-bomb.eml': [
      makeEml({ subject: 'Bomb', text: 'x', attachments: [{ name: 'bomb.zip', content: makeZip([zeros]) }] }),
      [],
    ],
    'pixels.png': [picture, ['file-too-large']],
    // Every cell names the same long string.
    'repeating.xlsx': [makeRepeatingWorkbook(), ['extraction-timeout', 'extraction-out-of-memory']],
    'laughs.docx': [
      makeDocx('', [{ name: 'word/document.xml', content: Buffer.from(laughs('w:document')) }]),
      ['file-damaged', 'file-empty'],
    ],
    'laughs.odt': [
      makeZip([
        { name: 'mimetype', content: Buffer.from('application/vnd.oasis.opendocument.text') },
        { name: 'content.xml', content: Buffer.from(laughs('office:document-content')) },
      ]),
      ['file-empty'],
    ],
  };
  return Object.entries(files).map(([name, [bytes, mayFailWith]]) => ({
    name,
    bytes,
    trouble: 'bomb',
    mayFailWith,
  }));
}

function makeRepeatingWorkbook(): Buffer {
  const cells = '<c t="s"><v>0</v></c>'.repeat(100);
  const rows = new Map(Array.from({ length: 2_000 }, (_, index) => [index + 1, cells]));
  return makeXlsx([{ name: 'Bomb', rows }], { strings: ['a'.repeat(32_000)] });
}

/** A billion laughs: entities that hold entities. */
function laughs(root: string): string {
  const entities = Array.from({ length: 10 }, (_, level) => {
    const inner = level === 0 ? 'lol' : `&l${level - 1};`.repeat(10);
    return `<!ENTITY l${level} "${inner}">`;
  });
  return `<?xml version="1.0"?><!DOCTYPE x [${entities.join('')}]><${root}>&l9;</${root}>`;
}
