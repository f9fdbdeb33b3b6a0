import { readFileSync } from 'node:fs';
import PDFDocument from 'pdfkit';
import { collectPdf } from './typeset/collect-pdf.ts';
import { breakLines } from './typeset/break-lines.ts';
import { figures } from './typeset/draw-figures.ts';
import { createMeasure, drawText, type Pdf } from './typeset/draw-lines.ts';
import { layCaption, layTable } from './typeset/draw-table.ts';
import { body, leading, PageFlow, type Frame } from './typeset/page-flow.ts';
import { parseInline } from './typeset/parse-inline.ts';
import { readHyphenation } from './typeset/read-hyphenation.ts';
import { readReport, type ReportBlock } from './typeset/read-report.ts';
import { ink, type Style } from './typeset/styles.ts';

const sheet = { width: 510, height: 726 };
const frame: Frame = { left: 46, top: 66, bottom: 66 + 44 * leading, columnWidth: 200, gutter: 18 };
const fullWidth = 2 * frame.columnWidth + frame.gutter;

/** The two-column annual report: every hard thing of a real PDF (columns, hyphens, notes, floats) in a few pages. */
export async function makeReport(): Promise<Buffer> {
  const report = readReport(readFileSync(new URL('sources/harbour-light.txt', import.meta.url), 'utf8'));
  const pdf = openPdf();
  const flow = new PageFlow({
    pdf,
    frame,
    notes: report.notes,
    measure: createMeasure(pdf),
    syllablesOf: readHyphenation(new URL('sources/hyphenation.txt', import.meta.url)),
    decorate: page => drawFurniture(pdf, page),
  });
  flow.nextColumn();
  flow.reserve(drawTitle(pdf));
  let before: ReportBlock['kind'] | undefined;
  for (const block of report.blocks) {
    addBlock(flow, block, before);
    // Tables and figures move away; the text around them goes on as if they had not been there.
    if (block.kind !== 'table' && block.kind !== 'figure') before = block.kind;
  }
  flow.finish();
  return collectPdf(pdf);
}

function openPdf(): Pdf {
  return new PDFDocument({
    size: [sheet.width, sheet.height],
    margin: 0,
    autoFirstPage: false,
    lang: 'en-GB',
    displayTitle: true,
    info: {
      Title: 'Harbour Light: Annual Report 2025',
      Author: 'Merrow Sound Energy Cooperative',
      Subject: 'A fictional report, written for the sample library',
      CreationDate: new Date('2026-03-02T09:00:00Z'),
    },
  });
}

function addBlock(flow: PageFlow, block: ReportBlock, before: ReportBlock['kind'] | undefined) {
  if (block.kind === 'section') addHeading(flow, block.text, { font: 'sansBold', size: 13.5 }, 2);
  else if (block.kind === 'subsection') {
    addHeading(flow, block.text, { font: 'sansBold', size: 10.2 }, before === 'section' ? 1 : 1.5);
  } else if (block.kind === 'table') addTable(flow, block);
  else if (block.kind === 'figure') addFigure(flow, block);
  else if (block.kind === 'item') addItem(flow, block.text);
  else addParagraph(flow, block.text, before === 'paragraph' && !block.text.startsWith('**') ? 10 : 0);
}

/** `lines` is the height that a heading takes; white space above it is dropped at the head of a column. */
function addHeading(flow: PageFlow, text: string, style: Style, lines: number) {
  flow.ensureRoom((lines + 3) * leading);
  const height = flow.isAtHead() && lines > 1 ? (lines - 0.5) * leading : lines * leading;
  flow.y = flow.onGrid(flow.y + height);
  drawText(flow.options.pdf, { text, style }, flow.x, flow.y - leading * 0.3);
  if (lines > 1.5) flow.options.pdf.outline.addItem(text);
}

function addParagraph(flow: PageFlow, text: string, indent: number) {
  const { measure, syllablesOf } = flow.options;
  const words = parseInline(text, body);
  flow.addLines(breakLines(words, frame.columnWidth, measure, syllablesOf, indent), indent);
}

/** Set ragged: three words stretched over a line would fall apart. */
function addItem(flow: PageFlow, text: string) {
  const { measure } = flow.options;
  const words = parseInline(`• ${text}`, body);
  const lines = breakLines(words, frame.columnWidth - 8, measure, word => [word]);
  flow.addLines(
    lines.map(line => ({ ...line, isLast: true })),
    0,
    8,
  );
}

function addTable(flow: PageFlow, block: Extract<ReportBlock, { kind: 'table' }>) {
  const { pdf, measure } = flow.options;
  const table = { ...block, width: block.wide ? fullWidth : frame.columnWidth };
  const height = layTable(table, measure);
  flow.addFloat({ height, wide: block.wide, draw: (x, y) => layTable(table, measure, { pdf, x, y }) });
}

function addFigure(flow: PageFlow, block: Extract<ReportBlock, { kind: 'figure' }>) {
  const { pdf, measure } = flow.options;
  const figure = figures[block.name]!;
  const width = frame.columnWidth;
  const draw = (x: number, y: number) => {
    figure.draw({ pdf, x, y, width, measure });
    layCaption(block.caption, width, measure, { pdf, x, y: y + figure.height });
  };
  flow.addFloat({ height: figure.height + layCaption(block.caption, width, measure), wide: false, draw });
}

function drawTitle(pdf: Pdf): number {
  const { left, top } = frame;
  drawText(pdf, { text: 'Harbour Light', style: { font: 'serifBold', size: 38 } }, left - 1, top + 34);
  const subtitle = 'Annual report 2025 of the tidal energy station in the Merrow Sound';
  drawText(pdf, { text: subtitle, style: { font: 'sans', size: 12 } }, left, top + 56);
  const figuresTop = top + 74;
  pdf.rect(left, figuresTop, fullWidth, 50).fill(ink.tint);
  const keyFigures = [
    ['25,786 MWh', 'delivered to the grid'],
    ['90.2 %', 'availability'],
    ['€396,000', 'operating result'],
    ['2,146', 'members'],
  ];
  keyFigures.forEach(([value = '', meaning = ''], index) => {
    const x = left + 12 + index * (fullWidth / 4);
    drawText(pdf, { text: value, style: { font: 'sansBold', size: 14 } }, x, figuresTop + 24);
    drawText(pdf, { text: meaning, style: { font: 'sans', size: 8 } }, x, figuresTop + 38);
  });
  return 74 + 50 + leading;
}

function drawFurniture(pdf: Pdf, page: number) {
  const right = frame.left + fullWidth;
  const style: Style = { font: 'sans', size: 7.6 };
  if (page > 1) {
    drawText(pdf, { text: 'Harbour Light', style }, frame.left, 42);
    drawRight(pdf, 'Annual Report 2025', style, right, 42);
    pdf.moveTo(frame.left, 48).lineTo(right, 48).lineWidth(0.4).stroke(ink.rule);
  }
  drawText(pdf, { text: 'Merrow Sound Energy Cooperative', style }, frame.left, sheet.height - 44);
  drawRight(pdf, String(page), style, right, sheet.height - 44);
}

function drawRight(pdf: Pdf, text: string, style: Style, right: number, y: number) {
  drawText(pdf, { text, style }, right - createMeasure(pdf)(text, style), y);
}
