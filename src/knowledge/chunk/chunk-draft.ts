/** `[page, start, end)` in UTF-16 code units of that page's text. */
export type Span = [page: number, start: number, end: number];

/** A passage as it was cut: `text` is its spans' slices of the page texts, joined by line breaks. */
export interface ChunkDraft {
  /** Position in the document, from 0. */
  ordinal: number;
  text: string;
  /** The headings above the whole of it, outermost first. */
  headings: string[];
  spans: Span[];
  pageStart: number;
  pageEnd: number;
}
