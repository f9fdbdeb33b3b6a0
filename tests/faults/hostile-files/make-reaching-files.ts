import { makeEpub, makeOdt } from '#tests/support/files/make-books.ts';
import { makeDocx, wordParagraph } from '#tests/support/files/make-docx.ts';
import { makeEml } from '#tests/support/files/make-mail.ts';
import { makePptx } from '#tests/support/files/make-pptx.ts';
import { makeXlsx } from '#tests/support/files/make-xlsx.ts';
import { makeZip } from '#tests/support/files/make-zip.ts';
import type { Bait, HostileFile } from './hostile-file.ts';

/** Files that ask for an address, for another file of the machine, or for a place outside of theirs. */
export function makeReachingFiles({ url, secretPath, canaryPath }: Bait): HostileFile[] {
  const html =
    `<!doctype html><html><head><link rel="stylesheet" href="${url}/css"><base href="${url}/">` +
    `<script src="${url}/js"></script></head><body><p>Here</p><img src="${url}/img" srcset="${url}/set 2x">` +
    `<iframe src="file://${secretPath}"></iframe><object data="${url}/object"></object></body></html>`;
  const entity = `<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file://${secretPath}"><!ENTITY u SYSTEM "${url}/dtd">]>`;
  const external = `<Relationships><Relationship Id="rId9" Type="x/image" Target="${url}/image" TargetMode="External"/></Relationships>`;
  const upwards = ['../'.repeat(12) + canaryPath.slice(1), canaryPath, canaryPath.replaceAll('/', '\\')];
  const rtf = `{\\rtf1 Here{\\field{\\*\\fldinst INCLUDEPICTURE "${url}/rtf"}{\\fldrslt x}}{\\*\\template ${url}/t}\\par}`;
  const pdf = `%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R/OpenAction<</S/URI/URI(${url}/pdf)>>>>endobj\n2 0 obj<</Type/Pages/Count 1/Kids[3 0 R]>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 100 100]>>endobj\ntrailer<</Root 1 0 R>>`;
  const files: Record<string, Buffer> = {
    'reach.html': Buffer.from(html),
    'reach.md': Buffer.from(`# Here\n\n![x](${url}/md) <img src="${url}/md2">`),
    'reach.docx': makeDocx(wordParagraph('Here'), [
      { name: 'word/_rels/document.xml.rels', content: Buffer.from(external) },
    ]),
    'entity.docx': makeDocx('', [
      {
        name: 'word/document.xml',
        content: Buffer.from(
          `${entity}<w:document><w:body><w:p><w:r><w:t>&e;&u;</w:t></w:r></w:p></w:body></w:document>`,
        ),
      },
    ]),
    'reach.pptx': makePptx(
      [{ title: 'Here', lines: ['x'] }],
      [{ name: 'ppt/slides/_rels/slide1.xml.rels', content: Buffer.from(external) }],
    ),
    'entity.xlsx': makeXlsx([{ name: 'Here', rows: [['a', 'b']] }], {
      extra: [
        { name: 'xl/sharedStrings.xml', content: Buffer.from(`${entity}<sst><si><t>&e;&u;</t></si></sst>`) },
      ],
    }),
    'entity.odt': makeOdt('<text:p>&e;&u;</text:p>', [{ name: 'styles.xml', content: Buffer.from(entity) }]),
    'reach.epub': makeEpub('Here', [html]),
    'reach.rtf': Buffer.from(rtf),
    'reach.eml': makeEml({ subject: 'Here', html }),
    'reach.pdf': Buffer.from(pdf),
    'paths.zip': makeZip(upwards.map(name => ({ name, content: Buffer.from('I was here.') }))),
    'paths.eml': makeEml({
      subject: 'Here',
      text: 'x',
      attachments: upwards.map(name => ({ name, content: Buffer.from('I was here.') })),
    }),
  };
  return Object.entries(files).map(([name, bytes]) => ({ name, bytes, trouble: 'reaching-out' }));
}
