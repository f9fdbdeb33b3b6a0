import { z } from 'zod';
import { proofSchema } from '../proof/proof-schema.ts';

const place = {
  chunk_id: z.string(),
  document_id: z.string(),
  document_title: z.string(),
  paged: z.boolean().describe('False: page numbers count parts of a document that has no pages.'),
  page_start: z.int().nullable(),
  page_end: z.int().nullable(),
  headings: z
    .array(z.string())
    .describe('Above the passage, outermost first: its place where there are no pages.'),
};

const spansSchema = z.array(z.tuple([z.int(), z.int(), z.int()]));

export const passageSchema = z.object({
  index: z.int().min(1).describe('The number in the text’s markers, such as [1].'),
  ...place,
  text: z.string(),
  spans: spansSchema
    .optional()
    .describe('Where it stands: page, start and end in UTF-16 code units of the page’s text.'),
});

export const citationSchema = z
  .object({
    index: z.int().min(1),
    ...place,
    spans: spansSchema.describe(
      'Where the quotation stands: page, start and end in UTF-16 code units of the page’s text.',
    ),
    quote: z.string().describe('Word for word as in the document.'),
    speaker: z
      .string()
      .nullable()
      .optional()
      .describe('Of a conversation: who speaks where the quotation begins.'),
    offset_ms: z
      .int()
      .nullable()
      .optional()
      .describe('When that turn begins, from the begin of the conversation.'),
    boxes: z
      .array(z.tuple([z.int(), z.number(), z.number(), z.number(), z.number()]))

      .optional()
      .describe(
        'Where it stands on the page: [page, x, y, width, height] in points from the top left corner.',
      ),
    document_sha256: z.string().nullable().optional().describe('Of the file that it was quoted from.'),
    document_generation: z
      .int()
      .nullable()
      .optional()
      .describe('Which reading of the document its spans count in.'),
  })
  .meta({ id: 'Citation' });

/** What an answer consists of, in the order it is sent; each part is sent and stored as it stands here. */
export const answerPartSchemas = [
  z.object({
    type: z.literal('retrieval'),
    query: z.string(),
    mode: z.string(),
    searched_documents: z.int(),
    passages: z.array(passageSchema),
  }),
  z.object({
    type: z.literal('text-start'),
    answered_by: z.enum(['model', 'quotes', 'none']),
    model: z.string().nullable(),
    label: z.string().nullable(),
  }),
  z.object({ type: z.literal('text-delta'), text: z.string() }),
  citationSchema.extend({ type: z.literal('citation') }),
  z.object({ type: z.literal('text-end') }),
  proofSchema.extend({ type: z.literal('proof') }).describe('One more replaces the one before.'),
  z.object({
    type: z.literal('usage'),
    input_tokens: z.int(),
    output_tokens: z.int(),
    source: z.enum(['provider', 'estimated', 'none']),
  }),
] as const;

export type AnswerPart = z.output<(typeof answerPartSchemas)[number]>;
export type PassagePart = z.output<typeof passageSchema>;
export type Citation = z.output<typeof citationSchema>;
