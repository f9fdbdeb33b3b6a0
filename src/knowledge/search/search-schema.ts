import { z } from 'zod';
import type { SearchHit, SearchResult } from './search-library.ts';

const MAX_SCOPE_IDS = 1_000;

const ids = z.array(z.uuid()).max(MAX_SCOPE_IDS).optional();

export const searchInput = z.strictObject({
  query: z
    .string()
    .trim()
    .min(1)
    .max(4_000)
    .refine(text => text.isWellFormed() && !text.includes('\0'), 'must be plain text'),
  library_ids: ids.describe('None or empty: all libraries.'),
  document_ids: ids.describe('None or empty: all documents of the libraries.'),
  k: z.int().min(1).max(100).default(10).describe('How many hits at most.'),
  mode: z.enum(['auto', 'keyword', 'vector', 'hybrid']).default('auto'),
});

const partScore = z.object({ rank: z.int(), score: z.number() }).optional();

const hitSchema = z
  .object({
    chunk_id: z.string(),
    document_id: z.string(),
    document_title: z.string(),
    library_id: z.string(),
    file_name: z.string(),
    page_start: z.int().nullable(),
    page_end: z.int().nullable(),
    paged: z.boolean().describe('False where page numbers mean parts of the document.'),
    headings: z.array(z.string()),
    text: z.string(),
    spans: z.array(z.tuple([z.int(), z.int(), z.int()])).describe('[page, start, end) in UTF-16 code units.'),
    score: z.number().describe('Comparable within one reply only.'),
    scores: z.object({ keyword: partScore, vector: partScore }),
    matched_terms: z.array(z.string()).describe('Words of the query that the passage has in any form.'),
  })
  .meta({ id: 'SearchHit' });

export const searchReply = z.object({
  mode: z.enum(['keyword', 'vector', 'hybrid']).describe('What was used.'),
  searched_documents: z.int(),
  hits: z.array(hitSchema),
});

export const presentResult = (result: SearchResult): z.output<typeof searchReply> => ({
  mode: result.mode,
  searched_documents: result.searchedDocuments,
  hits: result.hits.map(presentHit),
});

const presentHit = (hit: SearchHit): z.output<typeof hitSchema> => ({
  chunk_id: hit.chunkId,
  document_id: hit.documentId,
  document_title: hit.documentTitle,
  library_id: hit.libraryId,
  file_name: hit.fileName,
  page_start: hit.pageStart,
  page_end: hit.pageEnd,
  paged: hit.paged,
  headings: hit.headings,
  text: hit.text,
  spans: hit.spans,
  score: hit.score,
  scores: hit.scores,
  matched_terms: hit.matchedTerms,
});
