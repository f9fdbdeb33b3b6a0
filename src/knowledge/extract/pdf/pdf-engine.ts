import type { Box, ExtractionWarning, Recognition } from '../extraction.ts';

/** One word as the engine saw it, boxes in points from the top left corner of the page as it is displayed. */
export interface PdfWord extends Box {
  text: string;
  /** Height of the letters' em square on the page, in points. */
  fontSize: number;
  /** Where in the box the baseline runs: 0 is its top, 1 its bottom, as the text reads. */
  baselineShare: number;
  fontName: string;
  bold: boolean;
  italic: boolean;
  /** Clockwise degrees, 0, 90, 180 or 270, or whatever slant the text has. */
  rotation: number;
  /** The engine saw no space between this word and the one before it. */
  joined: boolean;
  /** The file itself writes a space after this word, however small the gap looks. */
  spaceAfter?: boolean;
  /** Place in the content stream; the fallback where geometry says nothing. */
  order: number;
  /** 0…1, only for words that were read from pixels. */
  confidence?: number;
}

/** A thin straight line that is drawn on the page. */
export interface Ruling {
  x1: number;
  y1: number;
  x2: number;
  y2: number;
}

export interface PdfPage {
  number: number;
  width: number;
  height: number;
  words: PdfWord[];
  rulings: Ruling[];
  /** Whether something is drawn that may be letters: large images, outlines. Undefined: the engine cannot tell. */
  drawn?: boolean;
  /** Where pictures stand, as far as the engine tells. */
  pictures?: Box[];
  /** How the words were read from pixels, where they were. */
  recognition?: Recognition;
  /** Something on the page could be read from pixels only, and that failed. */
  unreadPixels?: boolean;
  /** Languages that text recognition should have known here. */
  missingLanguages?: string[];
  /** What the engine itself had to say about the page. */
  warnings?: ExtractionWarning[];
}

export interface OpenPdf extends AsyncDisposable {
  pageCount: number;
  title?: string;
  /** Pages in order from the one it was opened at, read ahead by a small window at most. */
  pages(): AsyncIterable<PdfPage>;
  /** One page out of turn, where the engine can. */
  readPage?(number: number): Promise<PdfPage>;
}

export interface OpenPdfOptions {
  /** Nobody will look at pixels: where pictures stand need not be found, which takes an eighth of the reading. */
  textOnly?: boolean;
}

/** What turns PDF bytes into words with boxes. Throws `ExtractionError` for damaged or encrypted files. */
export interface PdfEngine {
  name: string;
  open(path: string, fromPage: number, options?: OpenPdfOptions): Promise<OpenPdf>;
}
