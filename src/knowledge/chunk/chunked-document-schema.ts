import { z } from 'zod';
import { metadataSchema } from '#kernel/http/metadata-schema.ts';
import { chunkInput } from './chunk-schema.ts';

const MAX_CHUNKS = 1_000;

const plainText = (maxCharacters: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(maxCharacters)
    .refine(text => text.isWellFormed() && !text.includes('\0'), 'must be plain text');

/** A document whose passages were cut, and perhaps embedded, by the caller. */
export const chunkedDocumentInput = z.strictObject({
  title: plainText(500),
  metadata: metadataSchema.default({}),
  embedding_model: plainText(100)
    .optional()
    .describe('What made the embeddings; otherwise what made those that the library has.'),
  chunks: z.array(chunkInput).min(1).max(MAX_CHUNKS),
});
export type ChunkedDocumentInput = z.output<typeof chunkedDocumentInput>;

/** Whether a request's body is such a document, well formed or not. */
export const bringsChunks = (body: unknown): boolean =>
  typeof body === 'object' && body !== null && 'chunks' in body;
