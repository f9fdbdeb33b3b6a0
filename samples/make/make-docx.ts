import { readFileSync } from 'node:fs';
import {
  AlignmentType,
  Document,
  Footer,
  HeadingLevel,
  LevelFormat,
  Packer,
  PageNumber,
  Paragraph,
  Table,
  TableCell,
  TableRow,
  TextRun,
  WidthType,
  type IRunOptions,
} from 'docx';
import { readReport, type ReportBlock } from './typeset/read-report.ts';

interface DocxOptions {
  source: string;
  language: 'en-GB' | 'th-TH';
  creator: string;
}

/** A Word document with real headings, numbered lists and tables, from one of the texts in `sources/`. */
export async function makeDocx({ source, language, creator }: DocxOptions): Promise<Buffer> {
  const { blocks } = readReport(readFileSync(new URL(`sources/${source}`, import.meta.url), 'utf8'));
  const title = blocks.find(block => block.kind === 'title');
  const document = new Document({
    creator,
    lastModifiedBy: creator,
    title: title?.kind === 'title' ? title.text : source,
    styles: { default: { document: { run: runStyle(language) }, ...headingStyles(language) } },
    numbering: { config: [{ reference: 'steps', levels: [stepLevel] }] },
    sections: [{ children: toParagraphs(blocks), footers: { default: pageFooter() } }],
  });
  return Packer.toBuffer(document);
}

const stepLevel = {
  level: 0,
  format: LevelFormat.DECIMAL,
  text: '%1.',
  alignment: AlignmentType.START,
  style: { paragraph: { indent: { left: 480, hanging: 360 } } },
};

function runStyle(language: DocxOptions['language']): IRunOptions {
  const isThai = language === 'th-TH';
  // Word sizes Thai letters by the complex-script properties.
  return {
    font: isThai ? 'TH Sarabun New' : 'Georgia',
    size: isThai ? 30 : 21,
    language: { value: language, bidirectional: language },
  };
}

function headingStyles(language: DocxOptions['language']) {
  const font = language === 'th-TH' ? 'TH Sarabun New' : 'Calibri';
  const style = (size: number, before: number) => ({
    run: { font, size, bold: true, color: '0E5A6B' },
    paragraph: { spacing: { before, after: 80 }, keepNext: true },
  });
  return { title: style(52, 0), heading1: style(32, 320), heading2: style(26, 200) };
}

function toParagraphs(blocks: ReportBlock[]): (Paragraph | Table)[] {
  let list = 0;
  return blocks.flatMap((block, index) => {
    // Each list starts at 1 again.
    if (block.kind === 'number' && blocks[index - 1]?.kind !== 'number') list++;
    return toParagraph(block, list);
  });
}

function toParagraph(block: ReportBlock, list: number): (Paragraph | Table)[] {
  if (block.kind === 'table') return [caption(block.caption), toTable(block.rows), new Paragraph({})];
  if (block.kind === 'figure') throw new Error(`No figures in Word documents yet: ${block.name}`);
  const { text } = block;
  const spacing = { after: 120, line: 288 };
  if (block.kind === 'title') return [new Paragraph({ text, heading: HeadingLevel.TITLE })];
  if (block.kind === 'section') return [new Paragraph({ text, heading: HeadingLevel.HEADING_1 })];
  if (block.kind === 'subsection') return [new Paragraph({ text, heading: HeadingLevel.HEADING_2 })];
  if (block.kind === 'item') return [new Paragraph({ text, bullet: { level: 0 }, spacing })];
  if (block.kind === 'number') {
    return [new Paragraph({ text, numbering: { reference: 'steps', level: 0, instance: list }, spacing })];
  }
  const italics = block.kind === 'subtitle';
  return [new Paragraph({ children: [new TextRun({ text, italics })], spacing })];
}

function caption(text: string): Paragraph {
  return new Paragraph({
    children: [new TextRun({ text, bold: true })],
    keepNext: true,
    spacing: { before: 160, after: 80 },
  });
}

function toTable(rows: string[][]): Table {
  return new Table({
    width: { size: 100, type: WidthType.PERCENTAGE },
    rows: rows.map(
      (cells, row) => new TableRow({ tableHeader: row === 0, children: cells.map(toCell(row === 0)) }),
    ),
  });
}

function toCell(isHeader: boolean) {
  const shading = isHeader ? { fill: 'E6EFF1' } : undefined;
  return (text: string) =>
    new TableCell({
      ...(shading && { shading }),
      margins: { top: 50, bottom: 50, left: 100, right: 100 },
      children: [new Paragraph({ children: [new TextRun({ text, bold: isHeader })] })],
    });
}

function pageFooter(): Footer {
  const children = [new TextRun({ children: [PageNumber.CURRENT] })];
  return new Footer({ children: [new Paragraph({ alignment: AlignmentType.CENTER, children })] });
}
