import type { SearchHit } from '#knowledge/search/present-hits.ts';
import type { PassagePart } from './answer-part.ts';

/** A search hit with the number by which an answer cites it, from 1. */
export interface Passage extends Omit<
  SearchHit,
  'score' | 'scores' | 'matchedTerms' | 'libraryId' | 'fileName' | 'metadata' | 'turns'
> {
  index: number;
}

export const toPassagePart = (passage: Passage): PassagePart => ({
  index: passage.index,
  chunk_id: passage.chunkId,
  document_id: passage.documentId,
  document_title: passage.documentTitle,
  paged: passage.paged,
  page_start: passage.pageStart,
  page_end: passage.pageEnd,
  headings: passage.headings,
  text: passage.text,
  spans: passage.spans,
});

/** The passage as it was, for an answer that is gone on with. */
export const fromPassagePart = (part: PassagePart): Passage => ({
  index: part.index,
  chunkId: part.chunk_id,
  documentId: part.document_id,
  documentTitle: part.document_title,
  paged: part.paged,
  pageStart: part.page_start,
  pageEnd: part.page_end,
  headings: part.headings,
  text: part.text,
  spans: part.spans ?? [],
});
