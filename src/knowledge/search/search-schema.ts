import { z } from 'zod';
import { fusionWeights } from '#knowledge/index/retrieval-settings.ts';
import type { Explanation } from './explain-search.ts';
import { filterSchema } from './filter/metadata-filter.ts';
import type { SearchHit } from './present-hits.ts';
import type { SearchResult } from './search-library.ts';

const MAX_SCOPE_IDS = 1_000;

const ids = z.array(z.uuid()).max(MAX_SCOPE_IDS).optional();

const MAX_DIMENSIONS = 16_000;

export const embeddingSchema = z
  .array(z.number())
  .min(1)
  .max(MAX_DIMENSIONS)
  .refine(values => values.some(value => value !== 0), 'must not be zero in every dimension')
  .refine(values => values.every(value => Math.abs(value) < 1e30), 'must be numbers of a sane size');

export const searchInput = z.strictObject({
  query: z
    .string()
    .trim()
    .min(1)
    .max(4_000)
    .refine(text => text.isWellFormed() && !text.includes('\0'), 'must be plain text')
    .optional()
    .describe('Words in quotes must stand in a passage as they are. Needed unless there is an embedding.'),
  embedding: embeddingSchema.optional().describe('Your own vector, in place of one made of the query.'),
  library_ids: ids.describe('None or empty: all libraries.'),
  document_ids: ids.describe('None or empty: all documents of the libraries.'),
  k: z.int().min(1).max(100).default(10).describe('How many hits at most.'),
  mode: z.enum(['auto', 'keyword', 'vector', 'hybrid']).default('auto'),
  filter: filterSchema.optional(),
  weights: fusionWeights.optional().describe('What each list counts in hybrid mode.'),
  lambda: z
    .number()
    .min(0)
    .max(1)
    .optional()
    .describe('1: by score alone; lower values prefer passages that are unlike those before (MMR).'),
  ef_search: z.int().min(1).max(1000).optional().describe('Candidates that the search of a graph keeps.'),
  explain: z.boolean().default(false).describe('Adds what was done and how long it took.'),
});

const planName = z.enum(['exact', 'signature', 'graph']);
const planSchema = z.object({
  library_ids: z.array(z.string()),
  plan: planName.describe('Every vector compared; signatures, then the best of them; a graph (HNSW).'),
  rows: z.int().describe('Vectors in scope.'),
  fell_back_from: planName.optional().describe('Found too little.'),
  elapsed_ms: z.number(),
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
    metadata: z.record(z.string(), z.unknown()).describe('The passage’s own.'),
    speaker: z.string().optional().describe('Of a conversation: who speaks where the passage begins.'),
    offset_ms: z
      .int()
      .nullable()
      .optional()
      .describe('When that turn begins, from the begin of the conversation.'),
    turns: z
      .array(z.object({ part: z.int(), speaker: z.string(), offset_ms: z.int().nullable() }))
      .optional()
      .describe('Of a conversation: all turns of the passage, in order; `part` is the page of its spans.'),
    score: z.number().describe('Comparable within one reply only.'),
    scores: z.object({ keyword: partScore, vector: partScore }),
    matched_terms: z.array(z.string()).describe('Words of the query that the passage has in any form.'),
  })
  .meta({ id: 'SearchHit' });

const explanationSchema = z
  .object({
    scope: z.object({ libraries: z.int(), documents: z.int(), chunks: z.int() }),
    narrowed: z.object({ documents: z.int().optional(), chunks: z.int().optional() }).optional(),
    keyword: z
      .object({ terms: z.array(z.string()), phrases: z.array(z.string()), candidates: z.int() })
      .optional(),
    vector: z.object({ dimensions: z.int(), candidates: z.int(), plans: z.array(planSchema) }).optional(),
    weights: z.object({ keyword: z.number(), vector: z.number() }).optional(),
    lambda: z.number().optional(),
    rerank: z
      .object({
        model: z.string(),
        passages: z.int(),
        failed: z.boolean().optional().describe('Hits stayed as they were ranked.'),
        elapsed_ms: z.number(),
      })
      .optional(),
    elapsed_ms: z.number(),
  })
  .meta({ id: 'SearchExplanation' });

export const searchReply = z.object({
  mode: z.enum(['keyword', 'vector', 'hybrid']).describe('What was used.'),
  searched_documents: z.int(),
  hits: z.array(hitSchema),
  corrected_terms: z
    .record(z.string(), z.array(z.string()))
    .optional()
    .describe('Nothing had these terms: what was looked for instead.'),
  explanation: explanationSchema.optional(),
});

export const presentResult = (result: SearchResult): z.output<typeof searchReply> => ({
  mode: result.mode,
  searched_documents: result.searchedDocuments,
  hits: result.hits.map(presentHit),
  corrected_terms: result.correctedTerms,
  explanation: result.explanation && presentExplanation(result.explanation),
});

function presentExplanation({
  elapsedMs,
  vector,
  rerank,
  ...rest
}: Explanation): z.output<typeof explanationSchema> {
  const plans = vector?.plans.map(plan => ({
    library_ids: plan.libraryIds,
    plan: plan.plan,
    rows: plan.rows,
    fell_back_from: plan.fellBackFrom,
    elapsed_ms: plan.elapsedMs,
  }));
  const again = rerank && { ...rerank, elapsedMs: undefined, elapsed_ms: rerank.elapsedMs };
  return {
    ...rest,
    vector: vector && { ...vector, plans: plans ?? [] },
    rerank: again,
    elapsed_ms: elapsedMs,
  };
}

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
  metadata: hit.metadata,
  speaker: hit.turns?.[0]?.speaker,
  offset_ms: hit.turns?.[0]?.offset_ms,
  turns: hit.turns,
  score: hit.score,
  scores: hit.scores,
  matched_terms: hit.matchedTerms,
});
