import { readFileSync } from 'node:fs';
import PDFDocument from 'pdfkit';
import { collectPdf } from './typeset/collect-pdf.ts';
import { createMeasure, type Pdf } from './typeset/draw-lines.ts';
import { drawThai } from './typeset/draw-thai.ts';
import { readReport, type ReportBlock } from './typeset/read-report.ts';
import type { Measure } from './typeset/break-lines.ts';
import { ink, type Style } from './typeset/styles.ts';

const sheet = { width: 595, height: 842 };
const margin = { left: 72, top: 76, bottom: 90 };
const textWidth = sheet.width - 2 * margin.left;
const words = new Intl.Segmenter('th', { granularity: 'word' });

const styles: Record<
  'title' | 'subtitle' | 'section' | 'paragraph',
  Style & { leading: number; before: number }
> = {
  title: { font: 'sansBold', size: 24, leading: 34, before: 0 },
  subtitle: { font: 'sans', size: 13, leading: 22, before: 0 },
  section: { font: 'sansBold', size: 15, leading: 26, before: 12 },
  paragraph: { font: 'sans', size: 12, leading: 21, before: 3 },
};

interface Sheet {
  pdf: Pdf;
  measure: Measure;
  page: number;
  y: number;
}

/** A Thai leaflet: no spaces between words, marks above and below the letters, two ruled tables. */
export async function makeThaiPdf(): Promise<Buffer> {
  const { blocks } = readReport(readFileSync(new URL('sources/ferry-guide-th.txt', import.meta.url), 'utf8'));
  const pdf: Pdf = new PDFDocument({
    size: [sheet.width, sheet.height],
    margin: 0,
    autoFirstPage: false,
    lang: 'th-TH',
    displayTitle: true,
    info: { Title: 'คู่มือผู้โดยสารเรือข้ามฟาก', CreationDate: new Date('2025-10-20T02:00:00Z') },
  });
  const paper: Sheet = { pdf, measure: createMeasure(pdf), page: 0, y: 0 };
  openPage(paper);
  for (const block of blocks) addBlock(paper, block);
  return collectPdf(pdf);
}

function openPage(paper: Sheet) {
  paper.pdf.addPage();
  paper.page++;
  paper.y = margin.top;
  const style: Style = { font: 'sans', size: 9 };
  drawThai(paper.pdf, { text: 'ท่าเรือปากธาร', style }, margin.left, sheet.height - 50);
  const text = `หน้า ${paper.page}`;
  drawThai(
    paper.pdf,
    { text, style },
    margin.left + textWidth - paper.measure(text, style),
    sheet.height - 50,
  );
}

function addBlock(paper: Sheet, block: ReportBlock) {
  if (block.kind === 'table') addTable(paper, block.caption, block.rows);
  else if (block.kind !== 'figure')
    addText(paper, block.text, block.kind in styles ? (block.kind as keyof typeof styles) : 'paragraph');
}

function addText(paper: Sheet, text: string, kind: keyof typeof styles) {
  const style = styles[kind];
  const lines = breakThai(text, textWidth, style, paper.measure);
  const keep = kind === 'section' ? 4 : lines.length;
  ensureRoom(paper, style.before + keep * style.leading);
  paper.y += style.before;
  for (const line of lines) {
    drawThai(paper.pdf, { text: line, style }, margin.left, paper.y + style.leading * 0.72);
    paper.y += style.leading;
  }
}

/** Thai breaks between words, which no space shows: the segmenter's dictionary finds them. */
function breakThai(text: string, width: number, style: Style, measure: Measure): string[] {
  const lines = [''];
  for (const { segment } of words.segment(text)) {
    const longer = lines.at(-1)! + segment;
    const hangs = /^[).,ๆฯ]/u.test(segment);
    if (measure(longer.trimEnd(), style) <= width || hangs) lines[lines.length - 1] = longer;
    else lines.push(segment.trimStart());
  }
  return lines.map(line => line.trimEnd());
}

function addTable(paper: Sheet, caption: string, rows: string[][]) {
  const rowHeight = 22;
  ensureRoom(paper, 30 + rows.length * rowHeight);
  drawThai(paper.pdf, { text: caption, style: { font: 'sansBold', size: 11 } }, margin.left, paper.y + 20);
  paper.y += 28;
  rows.forEach((cells, row) => {
    drawRow(paper, cells, { isHeader: row === 0, height: rowHeight });
    paper.y += rowHeight;
  });
  paper.y += 12;
}

function drawRow({ pdf, y }: Sheet, cells: string[], row: { isHeader: boolean; height: number }) {
  const width = textWidth / cells.length;
  cells.forEach((text, column) => {
    const left = margin.left + column * width;
    pdf.rect(left, y, width, row.height).lineWidth(0.6);
    if (row.isHeader) pdf.fillAndStroke(ink.tint, ink.rule);
    else pdf.stroke(ink.rule);
    const style: Style = { font: row.isHeader ? 'sansBold' : 'sans', size: 11 };
    drawThai(pdf, { text, style }, left + 8, y + 15);
  });
}

function ensureRoom(paper: Sheet, height: number) {
  if (paper.y + height > sheet.height - margin.bottom) openPage(paper);
}
