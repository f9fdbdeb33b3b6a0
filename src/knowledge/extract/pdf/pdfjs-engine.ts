import { readFile } from 'node:fs/promises';
import type { PDFDocumentProxy, PDFPageProxy } from 'pdfjs-dist';
import { ExtractionError } from '../extraction-error.ts';
import { loadPdfjs } from './load-pdfjs.ts';
import { mendGlyphs } from './mend-glyphs.ts';
import type { OpenPdf, PdfEngine, PdfPage, PdfWord } from './pdf-engine.ts';
import { readFontStyle } from './read-font-style.ts';

type Matrix = [number, number, number, number, number, number];

/** pdf.js: slower, in JavaScript only, and forgiving where PDFium gives up. It reports no rulings. */
export const pdfjsEngine: PdfEngine = { name: 'pdfjs', open };

async function open(path: string, fromPage: number): Promise<OpenPdf> {
  const { getDocument } = await loadPdfjs();
  const task = getDocument({
    data: new Uint8Array(await readFile(path)),
    verbosity: 0,
    fontExtraProperties: true,
    useSystemFonts: false,
    disableFontFace: true,
    stopAtErrors: false,
  });
  const pdf = await task.promise.catch(cause => {
    const encrypted = (cause as Error).name === 'PasswordException';
    throw new ExtractionError(encrypted ? 'file-encrypted' : 'file-damaged', { cause });
  });
  return {
    pageCount: pdf.numPages,
    pages: () => readPages(pdf, fromPage),
    readPage: number => readPage(pdf, number),
    async [Symbol.asyncDispose]() {
      await task.destroy();
    },
  };
}

async function* readPages(pdf: PDFDocumentProxy, fromPage: number): AsyncGenerator<PdfPage> {
  for (let number = fromPage; number <= pdf.numPages; number++) {
    yield await readPage(pdf, number);
  }
}

/** One unreadable page must not cost the others. */
async function readPage(pdf: PDFDocumentProxy, number: number): Promise<PdfPage> {
  try {
    const page = await pdf.getPage(number);
    const { width, height, transform } = page.getViewport({ scale: 1 });
    const words = await readWords(page, transform as Matrix);
    page.cleanup();
    return { number, width, height, words, rulings: [] };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return { number, width: 612, height: 792, words: [], rulings: [], warnings: [brokenPage(number)] };
  }
}

function brokenPage(number: number): NonNullable<PdfPage['warnings']>[number] {
  return {
    code: 'page-damaged',
    message: `Page ${number} is damaged and could not be read.`,
    nextStep: 'Open the file in a PDF viewer, save a new copy and upload that.',
  };
}

async function readWords(page: PDFPageProxy, viewport: Matrix): Promise<PdfWord[]> {
  const { OPS, Util } = await loadPdfjs();
  // The fonts' real names are known only once the page's drawing operators are loaded.
  const operators = await page.getOperatorList();
  const fontNames = new Map<string, string>();
  operators.fnArray.forEach((operator, index) => {
    if (operator !== OPS.setFont) return;
    const [id] = operators.argsArray[index] as [string];
    if (!fontNames.has(id)) fontNames.set(id, readFontName(page, id));
  });
  const content = await page.getTextContent();
  return content.items.flatMap((item, order) => {
    if (!('str' in item) || item.str.trim() === '') return [];
    const style = content.styles[item.fontName];
    const fontName = fontNames.get(item.fontName) ?? style?.fontFamily ?? '';
    const matrix = Util.transform(viewport, item.transform) as Matrix;
    const shares = { ascent: style?.ascent || 0.8, descent: Math.abs(style?.descent || 0.2) };
    return splitItem(item, matrix, fontName, shares, order);
  });
}

function readFontName(page: PDFPageProxy, id: string): string {
  try {
    const font = page.commonObjs.get(id) as { name?: string };
    return font.name ?? '';
  } catch {
    return '';
  }
}

/** The engine gives no word boxes: an item's width is shared among its words by their letters. */
function splitItem(
  { str: text, width, dir }: { str: string; width: number; dir: string },
  [a, b, c, d, x, y]: Matrix,
  fontName: string,
  { ascent, descent }: { ascent: number; descent: number },
  order: number,
): PdfWord[] {
  const fontSize = Math.hypot(c, d) || Math.hypot(a, b) || 1;
  const length = Math.hypot(a, b) || 1;
  const along = { x: a / length, y: b / length };
  const up = { x: c / fontSize, y: d / fontSize };
  const rotation = ((Math.atan2(b, a) * 180) / Math.PI + 360) % 360;
  const total = measure(text) || 1;
  const common = { fontSize, fontName, ...readFontStyle(fontName), rotation, order };
  return [...text.matchAll(/\S+/g)].map(match => {
    const before = (measure(text.slice(0, match.index)) / total) * width;
    const behind = (measure(text.slice(0, match.index + match[0].length)) / total) * width;
    const [from, to] = dir === 'rtl' ? [width - behind, width - before] : [before, behind];
    const corners = [from, to].flatMap(distance =>
      [ascent, -descent].map(height => ({
        x: x + along.x * distance + up.x * height * fontSize,
        y: y + along.y * distance + up.y * height * fontSize,
      })),
    );
    const left = Math.min(...corners.map(corner => corner.x));
    const top = Math.min(...corners.map(corner => corner.y));
    return {
      ...common,
      text: mendGlyphs(match[0], fontName),
      x: left,
      y: top,
      width: Math.max(...corners.map(corner => corner.x)) - left,
      height: Math.max(...corners.map(corner => corner.y)) - top,
      baselineShare: ascent / (ascent + descent),
      joined: false,
    };
  });
}

/** Rough widths: narrow letters take half the room of others; marks above and below Thai letters take none. */
function measure(text: string): number {
  let width = 0;
  for (const character of text.replaceAll(/\p{Mn}/gu, ''))
    width += /[\sijltfrI.,;:'!|()[\]]/.test(character) ? 0.5 : 1;
  return width;
}
