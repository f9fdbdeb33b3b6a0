import { z } from 'zod';
import { metadataSchema } from '#kernel/http/metadata-schema.ts';
import { embeddingSchema } from '#knowledge/search/search-schema.ts';
import type { ChunkRow } from './queries.ts';

const MAX_TEXT_CHARACTERS = 20_000;

const text = z
  .string()
  .max(MAX_TEXT_CHARACTERS)
  .refine(value => value.trim() !== '', 'must not be empty')
  .refine(value => value.isWellFormed() && !value.includes('\0'), 'must be plain text');

const embedding = embeddingSchema
  .optional()
  .describe(
    'Your own vector, of the model that made those that the library has. Otherwise it is made for you.',
  );

export const chunkInput = z.strictObject({ text, metadata: metadataSchema.default({}), embedding });

export const chunkChanges = z
  .strictObject({ text: text.optional(), metadata: metadataSchema.optional(), embedding })
  .describe('What is left out stays as it is. A new text has no spans: it no longer stands on a page.');

export const chunkSchema = z
  .object({
    id: z.string(),
    library_id: z.string(),
    document_id: z.string(),
    ordinal: z.int().describe('Position in the document, from 0.'),
    text: z.string(),
    headings: z.array(z.string()).describe('The headings above it, outermost first.'),
    page_start: z.int().nullable(),
    page_end: z.int().nullable(),
    spans: z
      .array(z.tuple([z.int(), z.int(), z.int()]))
      .describe('[page, start, end) in UTF-16 code units; the slices, joined by line breaks, are the text.'),
    metadata: z.record(z.string(), z.unknown()),
    version: z.int().describe('Its ETag, in quotes.'),
    created_at: z.string(),
    updated_at: z.string(),
  })
  .meta({ id: 'Chunk' });

export const presentChunk = (row: ChunkRow): z.output<typeof chunkSchema> => ({
  id: row.id,
  library_id: row.library_id,
  document_id: row.document_id,
  ordinal: row.ordinal,
  text: row.text,
  headings: row.headings,
  page_start: row.page_start,
  page_end: row.page_end,
  spans: row.spans as [number, number, number][],
  metadata: row.metadata as Record<string, unknown>,
  version: row.version,
  created_at: row.created_at.toISOString(),
  updated_at: row.updated_at.toISOString(),
});
