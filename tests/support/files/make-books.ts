import { makeZip } from './make-zip.ts';
import type { ZipEntry } from './make-zip.ts';

const odtNamespaces =
  'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" ' +
  'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" ' +
  'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"';

/** Packs the body of an OpenDocument text; `extra` entries come on top. */
export function makeOdt(body: string, extra: ZipEntry[] = []): Buffer {
  const content = `<office:document-content ${odtNamespaces}><office:body><office:text>${body}</office:text></office:body></office:document-content>`;
  return makeZip([
    { name: 'mimetype', content: Buffer.from('application/vnd.oasis.opendocument.text') },
    { name: 'content.xml', content: Buffer.from(content) },
    ...extra,
  ]);
}

/** Packs chapters, given as the HTML of their bodies, into an EPUB; `extra` entries come on top. */
export function makeEpub(title: string, chapters: string[], extra: ZipEntry[] = []): Buffer {
  const items = chapters.map((_, index) => `<item id="c${index}" href="text/c${index}.xhtml"/>`).join('');
  const spine = chapters.map((_, index) => `<itemref idref="c${index}"/>`).join('');
  const container = '<container><rootfiles><rootfile full-path="OPS/book.opf"/></rootfiles></container>';
  const book = `<package><metadata><dc:title>${title}</dc:title></metadata><manifest>${items}</manifest><spine>${spine}</spine></package>`;
  return makeZip([
    { name: 'mimetype', content: Buffer.from('application/epub+zip') },
    { name: 'META-INF/container.xml', content: Buffer.from(container) },
    { name: 'OPS/book.opf', content: Buffer.from(book) },
    ...chapters.map((body, index) => ({
      name: `OPS/text/c${index}.xhtml`,
      content: Buffer.from(`<html><body>${body}</body></html>`),
    })),
    ...extra,
  ]);
}
