import type { PageComplexityStats, ParsedPage, TextItem, VectorGraphics } from '@llamaindex/liteparse';
import type { Box } from '../extraction.ts';
import { isRightToLeft, toLogicalWord } from '../text/right-to-left.ts';
import { fewCharacters } from './choose-pixels.ts';
import { mendGlyphs } from './mend-glyphs.ts';
import type { OpenPdf, OpenPdfOptions, PdfEngine, PdfPage, PdfWord, Ruling } from './pdf-engine.ts';
import { readFontStyle } from './read-font-style.ts';
import { describePages, readWindows } from './read-windows.ts';
import type { PageWindow } from './read-windows.ts';

const maxRulingThickness = 3;
const minImageShare = 0.05;

/** PDFium through LiteParse: native and fast. */
export const liteparseEngine: PdfEngine = { name: 'liteparse', open };

async function open(path: string, fromPage: number, options: OpenPdfOptions = {}): Promise<OpenPdf> {
  const windows = readWindows(path, fromPage, options);
  const first = await windows.next();
  const pageCount = first.done ? 0 : first.value.pageCount;
  return {
    pageCount,
    pages: () => readPages(path, { fromPage, pageCount, windows, first, ...options }),
    async [Symbol.asyncDispose]() {
      await windows.return(undefined);
    },
  };
}

interface OpenWindows extends OpenPdfOptions {
  fromPage: number;
  pageCount: number;
  windows: AsyncGenerator<PageWindow>;
  first: IteratorResult<PageWindow>;
}

async function* readPages(
  path: string,
  { fromPage, pageCount, windows, first, textOnly = false }: OpenWindows,
): AsyncGenerator<PdfPage> {
  let number = fromPage;
  for (let window = first; !window.done;) {
    const { pages } = window.value;
    // The native parser works on its own thread while the layout of this window is found.
    const next = windows.next();
    // Its failure is met when it is awaited; an abandoned iteration never awaits it.
    void Promise.allSettled([next]);
    const drawn = await findDrawn(path, textOnly ? [] : pages.filter(isBare));
    for (const page of pages) {
      // A page that the parser left out is empty.
      for (; number < page.pageNum; number++) yield emptyPage(number);
      yield toPdfPage(page, drawn.get(page.pageNum));
      number = page.pageNum + 1;
    }
    window = await next;
  }
  for (; number <= pageCount; number++) yield emptyPage(number);
}

/** Fewer letters than a text layer has: what is drawn there may be letters. */
function isBare({ textItems }: ParsedPage): boolean {
  return textItems.reduce((sum, { text }) => sum + text.replaceAll(/\s/g, '').length, 0) < fewCharacters;
}

/** Tells of each page whether something is drawn on it that may be letters; finding out takes a fifth of the reading. */
async function findDrawn(path: string, bare: ParsedPage[]): Promise<Map<number, boolean>> {
  if (bare.length === 0) return new Map();
  const numbers = bare.map(page => page.pageNum);
  const pages = await describePages(path, numbers);
  return new Map(
    pages.flatMap(page => (page.complexity ? [[page.pageNum, mayHideLetters(page.complexity)]] : [])),
  );
}

function emptyPage(number: number): PdfPage {
  return { number, width: 612, height: 792, words: [], rulings: [] };
}

function toPdfPage(page: ParsedPage, drawn: boolean | undefined): PdfPage {
  return {
    number: page.pageNum,
    width: page.width,
    height: page.height,
    words: page.textItems.flatMap((item, order) => toWords(item, order)),
    rulings: page.vectorGraphics ? toRulings(page.vectorGraphics) : [],
    ...(drawn === undefined ? {} : { drawn }),
    pictures: (page.blocks ?? []).flatMap(({ kind, bbox }) => (kind === 'figure' && bbox ? [bbox] : [])),
  };
}

function mayHideLetters({ fullPageImage, largestImageCoverage, reasons }: PageComplexityStats): boolean {
  return fullPageImage || largestImageCoverage > minImageShare || reasons.includes('vector-text');
}

function toWords(item: TextItem, order: number): PdfWord[] {
  const fontName = item.fontName ?? '';
  const rotation = item.rotation ?? 0;
  const { bold, italic } = readFontStyle(fontName);
  const { fontSize, baselineShare } = measureFont(item);
  const upright = Math.abs(rotation) < 1;
  const isJoined = followText(item, fontSize);
  const words: PdfWord[] = [];
  const fromRight = isRightToLeft(item.text);
  for (const box of item.words?.length ? item.words : [item]) {
    const cleaned = mendGlyphs(box.text, fontName).trim();
    const text = fromRight ? toLogicalWord(cleaned) : cleaned;
    if (text === '') continue;
    const { x, width } = box;
    // The item's box knows the line's height; the box of a single word may hug its letters.
    const { y, height } = upright ? item : box;
    const joined = isJoined(box);
    const drawing = { fontSize, fontName, bold, italic, baselineShare, rotation, joined, order };
    words.push({ text, x, y, width, height, ...drawing });
  }
  const last = words.at(-1);
  if (last && endsWithSpace(item)) last.spaceAfter = true;
  return words;
}

function endsWithSpace(item: TextItem): boolean {
  const lastCode = item.charCodes?.at(-1);
  return lastCode === 32 || lastCode === 160 || item.trailingSpaceGenerated === true;
}

/**
 * Walks along an item's text and tells where no space parts two words. A space between two pieces of drawing is
 * the engine's guess, known by characters that have no code; a guess over a sliver of a gap is not believed.
 */
function followText(item: TextItem, fontSize: number): (word: Box & { text: string }) => boolean {
  const guesses = (item.charCodes?.length ?? 0) < item.text.trim().length;
  const maxSliver = guesses ? findSliver(item.words ?? [], fontSize) : -Infinity;
  let position = 0;
  let right = 0;
  return word => {
    const text = word.text.trim();
    const found = item.text.indexOf(text, position);
    const sliver = word.x - right < maxSliver && word.x - right > -fontSize;
    const joined = position > 0 && found >= 0 && (found === position || sliver);
    position = found < 0 ? position : found + text.length;
    right = word.x + word.width;
    return joined;
  };
}

/** A gap far below the wider ones of its line is no space. */
function findSliver(words: Box[], fontSize: number): number {
  const gaps = words.slice(1).map((word, index) => word.x - words[index]!.x - words[index]!.width);
  const wide = gaps.filter(gap => gap > 0).toSorted((a, b) => a - b)[Math.floor(gaps.length * 0.75)];
  return Math.min(0.13 * fontSize, 0.36 * (wide ?? 0));
}

/** Many files set a font of size 1 and scale it afterwards, so that only the box tells how tall the letters are. */
function measureFont(item: TextItem): { fontSize: number; baselineShare: number } {
  const turned = Math.abs(Math.sin(((item.rotation ?? 0) * Math.PI) / 180)) > 0.7;
  const boxHeight = turned ? item.width : item.height;
  const { fontAscent: ascent = 0, fontDescent: descent = 0, fontSize = 0 } = item;
  const extent = ascent - descent;
  if (fontSize <= 0 || ascent <= 0 || extent <= 0) {
    return { fontSize: Math.max(1, boxHeight * 0.85), baselineShare: 0.8 };
  }
  const measured = (boxHeight * fontSize) / extent;
  const believable = measured > 0.4 * boxHeight && measured < 2 * boxHeight;
  return { fontSize: Math.max(1, believable ? measured : boxHeight), baselineShare: ascent / extent };
}

function toRulings(graphics: VectorGraphics): Ruling[] {
  const edges = graphics.shapes
    .filter(shape => !shape.hasCurve && isVisible(shape))
    .flatMap(({ bbox }): Ruling[] => {
      const { x, y, width, height } = bbox;
      if (height <= maxRulingThickness && width > 2 * height) {
        return [{ x1: x, y1: y + height / 2, x2: x + width, y2: y + height / 2 }];
      }
      if (width <= maxRulingThickness && height > 2 * width) {
        return [{ x1: x + width / 2, y1: y, x2: x + width / 2, y2: y + height }];
      }
      return [];
    });
  return [...graphics.lines.filter(isVisible).map(({ x1, y1, x2, y2 }) => ({ x1, y1, x2, y2 })), ...edges];
}

// White on white is how some programs erase; its edges are no lines of a table.
function isVisible(shape: {
  stroke: boolean;
  strokeColor?: string;
  fill: boolean;
  fillColor?: string;
}): boolean {
  const color = shape.stroke ? (shape.strokeColor ?? '') : (shape.fillColor ?? '');
  return !/^ff(f[a-f0-9]){3}$/i.test(color) && !color.startsWith('00');
}
