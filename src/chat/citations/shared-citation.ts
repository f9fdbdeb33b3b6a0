import { z } from 'zod';

/** What a stranger with a link sees of a citation: its words and where they stand, and no id that leads to them. */
export const sharedCitationSchema = z.object({
  index: z.int(),
  document_title: z.string(),
  paged: z.boolean(),
  page_start: z.int().nullable(),
  page_end: z.int().nullable(),
  quote: z.string(),
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
});

type SharedCitation = z.output<typeof sharedCitationSchema>;

/** Field by field, so that what is added to citations later is not shown by mistake. */
export const presentSharedCitation = (citation: SharedCitation): SharedCitation => ({
  index: citation.index,
  document_title: citation.document_title,
  paged: citation.paged,
  page_start: citation.page_start,
  page_end: citation.page_end,
  quote: citation.quote,
  speaker: citation.speaker,
  offset_ms: citation.offset_ms,
});
