import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import PDFDocument from 'pdfkit';
import { createRandom, writeSentence } from './typeset/write-prose.ts';
import type { Pdf } from './typeset/draw-lines.ts';

interface LargePdfOptions {
  path: string;
  pages: number;
  /** The same seed writes the same text. */
  seed?: number;
}

const linesPerColumn = 56;
const charactersPerLine = 48;
const leading = 12;

/**
 * Writes a two-column PDF of any length for measurements: readable prose, page numbers, and on each page one
 * sentence that stands nowhere else (“Register entry 42 names …”). The text is made up by chance.
 */
export async function makeLargePdf({ path, pages, seed = 1 }: LargePdfOptions): Promise<void> {
  const pdf: Pdf = new PDFDocument({
    size: 'A4',
    margin: 0,
    autoFirstPage: false,
    info: { Title: `Register of ${pages} pages`, CreationDate: new Date('2026-01-01T00:00:00Z') },
  });
  const written = pipeline(pdf, createWriteStream(path));
  const random = createRandom(seed);
  for (let page = 1; page <= pages; page++) {
    addPage(pdf, page, random);
    // Let the stream write what is finished, or the whole document gathers in memory.
    if (page % 20 === 0) await new Promise(resolve => setImmediate(resolve));
  }
  pdf.end();
  await written;
}

function addPage(pdf: Pdf, page: number, random: () => number) {
  pdf.addPage();
  pdf.font('Helvetica').fontSize(8);
  addLine(pdf, 'The Merrow Register', 54, 40);
  addLine(pdf, `Page ${page}`, 500, 806);
  pdf.font('Times-Roman').fontSize(10);
  const lines = writePage(page, random);
  lines.forEach((line, index) => {
    const column = Math.floor(index / linesPerColumn);
    addLine(pdf, line, 54 + column * 254, 72 + (index % linesPerColumn) * leading + column * 0.01);
  });
}

function addLine(pdf: Pdf, text: string, x: number, y: number) {
  if (text) pdf.text(text, x, y, { lineBreak: false, baseline: 'alphabetic' });
}

function writePage(page: number, random: () => number): string[] {
  const entry = `Register entry ${page} names ${1000 + Math.floor(random() * 9000)} casks and ${page * 7} lanterns.`;
  const lines = wrap(entry);
  while (lines.length < 2 * linesPerColumn) {
    const sentences = Array.from({ length: 3 + Math.floor(random() * 5) }, () => writeSentence(random));
    lines.push(...wrap(sentences.join(' ')), '');
  }
  return lines.slice(0, 2 * linesPerColumn);
}

function wrap(text: string): string[] {
  const lines = [''];
  for (const word of text.split(' ')) {
    const longer = `${lines.at(-1)} ${word}`.trimStart();
    if (longer.length <= charactersPerLine) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}

if (import.meta.main) {
  const { values, positionals } = parseArgs({
    options: { pages: { type: 'string', default: '300' }, seed: { type: 'string', default: '1' } },
    allowPositionals: true,
  });
  const [path] = positionals;
  if (!path) throw new Error('Say where to write it: make-large-pdf.ts [--pages 300] [--seed 1] FILE.pdf');
  await makeLargePdf({ path, pages: Number(values.pages), seed: Number(values.seed) });
}
