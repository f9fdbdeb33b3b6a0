import { z } from 'zod';
import { metadataSchema } from '#kernel/http/metadata-schema.ts';
import type { LibraryRow } from './queries.ts';

const name = z.string().trim().min(1).max(200);

export const libraryInput = z.strictObject({ name, metadata: metadataSchema.default({}) });

export const libraryChanges = z
  .strictObject({ name: name.optional(), metadata: metadataSchema.optional() })
  .describe('What is left out stays as it is.');

export const librarySchema = z
  .object({
    id: z.string(),
    name: z.string(),
    metadata: z.record(z.string(), z.unknown()),
    document_count: z.int(),
    version: z.int().describe('Its ETag, in quotes.'),
    created_at: z.string(),
    updated_at: z.string(),
  })
  .meta({ id: 'Library' });

export const presentLibrary = (row: LibraryRow): z.output<typeof librarySchema> => ({
  id: row.id,
  name: row.name,
  metadata: row.metadata as Record<string, unknown>,
  document_count: row.document_count,
  version: row.version,
  created_at: row.created_at.toISOString(),
  updated_at: row.updated_at.toISOString(),
});
