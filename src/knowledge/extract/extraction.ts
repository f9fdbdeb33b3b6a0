/** What a document says, page by page, as every later stage reads it. Offsets count UTF-16 code units of `text`. */
export interface ExtractedPage {
  /** 1-based. In formats without pages (Markdown, DOCX, CSV …) a part of the document, split at headings. */
  number: number;
  text: string;
  /** PDF points, after rotation; absent where the format has no geometry. */
  size?: { width: number; height: number };
  /** In reading order, covering `text` without overlap; gaps hold only white space. */
  blocks: Block[];
  /** Where each word stands on the page; empty where the format has no geometry. */
  words: WordBox[];
  warnings: ExtractionWarning[];
  /** Only where words were read from pixels. */
  recognition?: Recognition;
}

/** How a page, or the pictures on it, were read by text recognition (OCR). */
export interface Recognition {
  /** Mean over the letters, 0…1. */
  confidence: number;
  /** Tesseract's names, such as `eng` and `tha`. */
  languages: string[];
  engine: string;
}

export type BlockKind =
  | 'heading'
  | 'paragraph'
  | 'list-item'
  | 'table'
  | 'code'
  | 'footnote'
  | 'page-header'
  | 'page-footer';

export interface Block {
  kind: BlockKind;
  /** Span in the page's text: [start, end). */
  start: number;
  end: number;
  /** 1…6, headings only. */
  level?: number;
  box?: Box;
  /** In a conversation only: whose turn it is. */
  speaker?: string;
  /** When that turn begins, from the begin of the conversation. */
  offset_ms?: number;
}

/** Points from the page's top left corner. */
export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

export interface WordBox extends Box {
  start: number;
  end: number;
  /** 0…1, only for words that were read from pixels. */
  confidence?: number;
}

/** A plain sentence for the user and what to do next; `code` is stable. */
export interface ExtractionWarning {
  code: string;
  message: string;
  nextStep?: string;
}

/** Opens every extraction; pages follow one by one, so memory does not grow with the document. */
export interface ExtractedDocument {
  format: DocumentFormat;
  /** False where page numbers mean "part n" rather than a sheet of paper. */
  paged: boolean;
  pageCount: number;
  title?: string;
  warnings: ExtractionWarning[];
}

export type DocumentFormat =
  | 'pdf'
  | 'docx'
  | 'pptx'
  | 'xlsx'
  | 'odt'
  | 'rtf'
  | 'epub'
  | 'html'
  | 'markdown'
  | 'text'
  | 'csv'
  | 'eml'
  | 'msg'
  | 'zip'
  | 'image'
  | 'transcript';
