import type { Citation } from './answer-part.ts';
import { narrowSpans } from './narrow-spans.ts';
import type { Passage } from './passage.ts';

export interface TextRange {
  start: number;
  end: number;
}

/** The citation of some of a passage's text; the page numbers are those of the quotation itself. */
export function citePassage(passage: Passage, ranges: TextRange[]): Citation {
  const inOrder = ranges.toSorted((a, b) => a.start - b.start);
  const spans = inOrder.flatMap(({ start, end }) => narrowSpans(passage.spans, start, end));
  const pages = spans.map(([page]) => page);
  return {
    index: passage.index,
    chunk_id: passage.chunkId,
    document_id: passage.documentId,
    document_title: passage.documentTitle,
    paged: passage.paged,
    page_start: pages.length > 0 ? Math.min(...pages) : passage.pageStart,
    page_end: pages.length > 0 ? Math.max(...pages) : passage.pageEnd,
    headings: passage.headings,
    spans,
    quote: inOrder.map(({ start, end }) => oneLine(passage.text.slice(start, end))).join(' … '),
  };
}

/** Where lines of a page end says nothing about the text. */
export const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim();
