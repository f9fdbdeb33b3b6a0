import { makeDeepHtml } from '#tests/support/files/hostile-files.ts';
import { makeEpub, makeOdt } from '#tests/support/files/make-books.ts';
import { makeDocx } from '#tests/support/files/make-docx.ts';
import { makeEml } from '#tests/support/files/make-mail.ts';
import { makePptx } from '#tests/support/files/make-pptx.ts';
import { makeXlsx } from '#tests/support/files/make-xlsx.ts';
import { makeZip } from '#tests/support/files/make-zip.ts';
import type { HostileFile } from './hostile-file.ts';

const depth = 20_000;
const nest = (tag: string): string => `<${tag}>`.repeat(depth) + `</${tag}>`.repeat(depth);

/** Files whose parts lie in each other until a parser that recurses runs out of stack. */
export function makeDeepFiles(): HostileFile[] {
  let zip = makeZip([{ name: 'core.txt', content: Buffer.from('core') }]);
  let eml = makeEml({ subject: 'Core', text: 'core' });
  for (let level = 0; level < 20; level++) {
    zip = makeZip([{ name: `${level}.zip`, content: zip }]);
    eml = makeEml({
      subject: `Level ${level}`,
      text: 'x',
      attachments: [{ name: 'inner.eml', content: eml }],
    });
  }
  const slide = { name: 'ppt/slides/slide1.xml', content: Buffer.from(`<p:sld>${nest('p:grpSp')}</p:sld>`) };
  const sheet = new Map([[1, nest('is')]]);
  const markdown = `${'> '.repeat(depth)}deep\n${'- '.repeat(depth)}\n${'['.repeat(depth)}`;
  const pdf = `%PDF-1.4\n1 0 obj\n${'['.repeat(depth)}${']'.repeat(depth)}\nendobj\ntrailer<</Root 1 0 R>>`;
  const files: Record<string, [Buffer, string[] | undefined]> = {
    'deep.html': [makeDeepHtml(), ['file-damaged']],
    'deep.docx': [makeDocx(nest('w:p')), undefined],
    'deep.pptx': [makePptx([{ title: 'x', lines: [] }], [slide]), ['file-damaged']],
    'deep.xlsx': [makeXlsx([{ name: 'Deep', rows: sheet }]), ['file-damaged']],
    'deep.odt': [makeOdt(nest('text:section')), ['file-damaged']],
    'deep.epub': [makeEpub('Deep', [nest('div')]), ['file-damaged']],
    'deep.rtf': [Buffer.from(`{\\rtf1 ${'{'.repeat(depth)}x${'}'.repeat(depth)}}`), ['file-damaged']],
    'deep.md': [Buffer.from(markdown), []],
    'deep.pdf': [Buffer.from(pdf), undefined],
    'deep.zip': [zip, ['file-empty', 'archive-bomb']],
    'deep.eml': [eml, []],
  };
  return Object.entries(files).map(([name, [bytes, mayFailWith]]) => ({
    name,
    bytes,
    trouble: 'deep',
    mayFailWith,
  }));
}
