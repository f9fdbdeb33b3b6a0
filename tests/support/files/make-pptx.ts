import { makeZip } from './make-zip.ts';
import type { ZipEntry } from './make-zip.ts';
import { escapeXml, relationshipsPart } from './office-parts.ts';

export interface SlideText {
  title: string;
  lines: string[];
  notes?: string;
  table?: string[][];
  isHidden?: boolean;
}

const namespaces =
  'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" ' +
  'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" ' +
  'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"';

/** Packs slides into a PowerPoint file; `extra` entries come on top. */
export function makePptx(slides: SlideText[], extra: ZipEntry[] = []): Buffer {
  const ids = slides.map((_, index) => `<p:sldId id="${256 + index}" r:id="rId${index + 1}"/>`).join('');
  const presentation = `<p:presentation ${namespaces}><p:sldIdLst>${ids}</p:sldIdLst></p:presentation>`;
  const targets = slides.map((_, index) => ({ type: 'slide', target: `slides/slide${index + 1}.xml` }));
  return makeZip([
    { name: 'ppt/presentation.xml', content: Buffer.from(presentation) },
    { name: 'ppt/_rels/presentation.xml.rels', content: relationshipsPart(targets) },
    ...slides.flatMap((slide, index) => slideEntries(slide, index + 1)),
    ...extra,
  ]);
}

function slideEntries(slide: SlideText, number: number): ZipEntry[] {
  const shapes =
    shape('title', [slide.title]) + shape('body', slide.lines) + (slide.table ? table(slide.table) : '');
  const show = slide.isHidden ? ' show="0"' : '';
  const xml = `<p:sld ${namespaces}${show}><p:cSld><p:spTree>${shapes}</p:spTree></p:cSld></p:sld>`;
  const entry = { name: `ppt/slides/slide${number}.xml`, content: Buffer.from(xml) };
  if (slide.notes === undefined) return [entry];
  const notes = shape('sldNum', [String(number)]) + shape('body', [slide.notes]);
  const notesXml = `<p:notes ${namespaces}><p:cSld><p:spTree>${notes}</p:spTree></p:cSld></p:notes>`;
  const target = `../notesSlides/notesSlide${number}.xml`;
  return [
    entry,
    {
      name: `ppt/slides/_rels/slide${number}.xml.rels`,
      content: relationshipsPart([{ type: 'notesSlide', target }]),
    },
    { name: `ppt/notesSlides/notesSlide${number}.xml`, content: Buffer.from(notesXml) },
  ];
}

const paragraph = (text: string): string => `<a:p><a:r><a:t>${escapeXml(text)}</a:t></a:r></a:p>`;

const shape = (kind: string, lines: string[]): string =>
  `<p:sp><p:nvSpPr><p:nvPr><p:ph type="${kind}"/></p:nvPr></p:nvSpPr>` +
  `<p:txBody>${lines.map(paragraph).join('')}</p:txBody></p:sp>`;

function table(rows: string[][]): string {
  const cell = (text: string): string => `<a:tc><a:txBody>${paragraph(text)}</a:txBody></a:tc>`;
  const lines = rows.map(row => `<a:tr>${row.map(cell).join('')}</a:tr>`).join('');
  return `<p:graphicFrame><a:graphic><a:graphicData><a:tbl>${lines}</a:tbl></a:graphicData></a:graphic></p:graphicFrame>`;
}
