import { z } from 'zod';
import { metadataSchema } from '#kernel/http/metadata-schema.ts';
import type { WarningSum } from '#knowledge/extract/sum-warnings.ts';
import type { DocumentRow } from './queries.ts';

export const documentStatuses = [
  'pending',
  'extracting',
  'embedding',
  'ready',
  'failed',
  'cancelled',
] as const;
export type DocumentStatus = (typeof documentStatuses)[number];

/** From here a document goes nowhere by itself. */
export const isFinal = (status: string): boolean => ['ready', 'failed', 'cancelled'].includes(status);

export const titleSchema = z
  .string()
  .trim()
  .min(1)
  .max(500)
  .refine(text => text.isWellFormed() && !text.includes('\0'), 'must be plain text');

export const documentChanges = z
  .strictObject({ title: titleSchema.optional(), metadata: metadataSchema.optional() })
  .describe('What is left out stays as it is.');

/** A document that is written rather than uploaded. */
export const textDocumentInput = z.strictObject({
  title: titleSchema,
  text: z.string().min(1),
  media_type: z.enum(['text/plain', 'text/markdown']).default('text/plain'),
  metadata: metadataSchema.default({}),
});

/** A document that the server fetches. */
export const urlDocumentInput = z.strictObject({
  url: z.string().trim().min(1).max(2_000).describe('Of http or https, reachable without signing in.'),
  title: titleSchema.optional(),
  metadata: metadataSchema.default({}),
});

/** Whether a request's body is such a document, well formed or not. */
export const bringsUrl = (body: unknown): boolean =>
  typeof body === 'object' && body !== null && 'url' in body;

export const warningSchema = z.object({
  code: z.string(),
  message: z.string(),
  next_step: z.string().optional(),
  page: z.int().optional(),
});

const warningSumSchema = z.object({
  code: z.string(),
  count: z.int(),
  message: z.string().describe('Of the first one.'),
  next_step: z.string().nullable(),
  pages: z.array(z.int()).describe('The first 20 pages.'),
});

const failureSchema = z.object({ code: z.string(), message: z.string(), next_step: z.string().nullable() });

const progressSchema = z.object({
  stage: z.string(),
  done: z.int().describe('Pages, or parts, that are read and indexed.'),
  total: z.int().nullable(),
  eta_seconds: z
    .int()
    .nullable()
    .describe('By what your documents took lately; null without such a history.'),
  queue_position: z.int().nullable().describe('While pending: 1 is next. Null far behind in the queue.'),
  stalled: z.boolean().describe('No progress for 2 min.'),
});

export const documentSchema = z
  .object({
    id: z.string(),
    library_id: z.string(),
    title: z.string(),
    file_name: z.string(),
    media_type: z.string(),
    byte_size: z.int(),
    sha256: z.string(),
    source_url: z.string().nullable().describe('Where it was fetched from; null where it was uploaded.'),
    format: z.string().nullable(),
    paged: z.boolean().describe('False where page numbers mean parts of the document.'),
    status: z.enum(documentStatuses),
    progress: progressSchema.nullable(),
    page_count: z.int().nullable(),
    chunk_count: z.int(),
    warnings: z.array(warningSchema).describe('The first 100.'),
    warning_summary: z.array(warningSumSchema).describe('All of them, summed by code.'),
    failure: failureSchema.nullable(),
    metadata: z.record(z.string(), z.unknown()),
    version: z.int().describe('Its ETag, in quotes; counts the changes of title and metadata.'),
    created_at: z.string(),
    updated_at: z.string(),
  })
  .meta({ id: 'Document' });

export type DocumentView = z.output<typeof documentSchema>;

export function presentDocument(row: DocumentRow): DocumentView {
  return {
    id: row.id,
    library_id: row.library_id,
    title: row.title,
    file_name: row.file_name,
    media_type: row.media_type,
    byte_size: row.byte_size,
    sha256: row.sha256.toString('hex'),
    source_url: row.source_url,
    format: row.format,
    paged: row.paged,
    status: row.status as DocumentStatus,
    progress: progressOf(row),
    page_count: row.page_count,
    chunk_count: row.chunk_count,
    warnings: row.warnings as DocumentView['warnings'],
    warning_summary: (row.warning_sums as unknown as WarningSum[]).map(({ nextStep, ...sum }) => ({
      ...sum,
      next_step: nextStep ?? null,
    })),
    // Before that it is why the last attempt failed, and another one follows.
    failure: row.status === 'failed' ? (row.failure as DocumentView['failure']) : null,
    metadata: row.metadata as Record<string, unknown>,
    version: row.version,
    created_at: row.created_at.toISOString(),
    updated_at: row.updated_at.toISOString(),
  };
}

function progressOf(row: DocumentRow): DocumentView['progress'] {
  if (isFinal(row.status)) return null;
  const { status: stage, pages_done: done, page_count: total } = row;
  return { stage, done, total, eta_seconds: null, queue_position: null, stalled: false };
}
