import { searchableText } from '#knowledge/index/postings.ts';
import { diversify } from './diversify.ts';
import type { Search } from './found-passages.ts';
import type { FusedHit, PartScore } from './fuse-ranks.ts';
import { matchedWords } from './matched-words.ts';
import type { HitRow } from './queries.ts';
import type { SpokenTurn } from './spoken-turns.ts';

export interface SearchHit {
  chunkId: string;
  documentId: string;
  documentTitle: string;
  libraryId: string;
  fileName: string;
  /** False where page numbers mean "part n" rather than a sheet of paper. */
  paged: boolean;
  /** Null for chunks that were not cut from a page. */
  pageStart: number | null;
  pageEnd: number | null;
  headings: string[];
  text: string;
  spans: [page: number, start: number, end: number][];
  metadata: Record<string, unknown>;
  /** Of a conversation: who speaks in it, in order. */
  turns?: SpokenTurn[];
  /** Comparable within one result only. */
  score: number;
  scores: { keyword?: PartScore; vector?: PartScore };
  /** Words of the query, as typed, that the passage has in any form. */
  matchedTerms: string[];
}

/** The best of them, as many as asked for, with their texts. */
export function presentHits(
  { options, parsed }: Pick<Search, 'options' | 'parsed'>,
  best: FusedHit[],
  rows: HitRow[],
): SearchHit[] {
  const byId = new Map(rows.map(row => [row.chunk_id, row]));
  const there = best.filter(hit => byId.has(hit.id));
  const { k = 10, lambda = 1 } = options;
  const textOf = (hit: FusedHit) => byId.get(hit.id)!.text;
  const chosen = lambda < 1 ? diversify(there, textOf, { k, lambda }) : there.slice(0, k);
  const matched = matchedWords(parsed?.text ?? '');
  return chosen.map(({ id, score, scores }) => {
    const row = byId.get(id)!;
    return { ...asHit(row), score, scores, matchedTerms: matched(searchableText(row)) };
  });
}

const asHit = (row: HitRow) => ({
  chunkId: row.chunk_id,
  documentId: row.document_id,
  documentTitle: row.document_title,
  libraryId: row.library_id,
  fileName: row.file_name,
  paged: row.paged,
  pageStart: row.page_start,
  pageEnd: row.page_end,
  headings: row.headings,
  text: row.text,
  spans: row.spans,
  metadata: row.metadata,
  turns: row.turns ?? undefined,
});
