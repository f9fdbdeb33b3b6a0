import { LiteParse } from '@llamaindex/liteparse';
import type {
  PageComplexityStats,
  ParsedPage,
  ParseResult,
  TextItem,
  VectorGraphics,
} from '@llamaindex/liteparse';
import type { Box } from '../extraction.ts';
import { ExtractionError } from '../extraction-error.ts';
import { isRightToLeft, toLogicalWord } from '../text/right-to-left.ts';
import { mendGlyphs } from './mend-glyphs.ts';
import type { OpenPdf, PdfEngine, PdfPage, PdfWord, Ruling } from './pdf-engine.ts';
import { readFontStyle } from './read-font-style.ts';

const windowPages = 8;
const maxRulingThickness = 3;
const minImageShare = 0.05;

/** PDFium through LiteParse: native and fast. */
export const liteparseEngine: PdfEngine = { name: 'liteparse', open };

async function open(path: string, fromPage: number): Promise<OpenPdf> {
  const first = await parseWindow(path, fromPage);
  return {
    pageCount: first.totalPages,
    pages: () => readPages(path, fromPage, first),
    async [Symbol.asyncDispose]() {},
  };
}

async function* readPages(path: string, fromPage: number, first: ParseResult): AsyncGenerator<PdfPage> {
  const pageCount = first.totalPages;
  let next = Promise.resolve(first);
  for (let start = fromPage; start <= pageCount; start += windowPages) {
    const { pages } = await next;
    const following = start + windowPages;
    // The native parser works on its own thread while the layout of this window is found.
    if (following <= pageCount) {
      next = parseWindow(path, following);
      // Its failure is met when it is awaited; an abandoned iteration never awaits it.
      void Promise.allSettled([next]);
    }
    const byNumber = new Map(pages.map(page => [page.pageNum, page]));
    for (let number = start; number < following && number <= pageCount; number++) {
      const page = byNumber.get(number);
      yield page ? toPdfPage(page) : emptyPage(number);
    }
  }
}

async function parseWindow(path: string, fromPage: number): Promise<ParseResult> {
  const parser = new LiteParse({
    ocrEnabled: false,
    quiet: true,
    numWorkers: 1,
    outputFormat: 'text',
    targetPages: `${fromPage}-${fromPage + windowPages - 1}`,
    maxPages: 1_000_000,
    continueOnPageError: true,
    emitWordBoxes: true,
    extractTextMetadata: true,
    extractVectorGraphics: true,
    includeComplexity: true,
    // Of the blocks only the places of pictures are used.
    extractBlocks: true,
    imageMode: 'placeholder',
    preserveVerySmallText: true,
  });
  try {
    return await parser.parse(path);
  } catch (cause) {
    const encrypted = /password|encrypt/i.test(String(cause));
    throw new ExtractionError(encrypted ? 'file-encrypted' : 'file-damaged', { cause });
  }
}

function emptyPage(number: number): PdfPage {
  return { number, width: 612, height: 792, words: [], rulings: [] };
}

function toPdfPage(page: ParsedPage): PdfPage {
  return {
    number: page.pageNum,
    width: page.width,
    height: page.height,
    words: page.textItems.flatMap((item, order) => toWords(item, order)),
    rulings: page.vectorGraphics ? toRulings(page.vectorGraphics) : [],
    ...(page.complexity ? { drawn: mayHideLetters(page.complexity) } : {}),
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
