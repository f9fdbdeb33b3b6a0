import { z } from 'zod';
import { metadataSchema } from '#kernel/http/metadata-schema.ts';
import { fusionWeights, indexSettings, retrievalSettings } from '#knowledge/index/retrieval-settings.ts';
import type { LibraryRow } from './queries.ts';

const name = z.string().trim().min(1).max(200);

const retrieval = {
  index: indexSettings.optional().describe('How vectors are found; chosen by size unless you know better.'),
  weights: fusionWeights.optional().describe('What each list counts in hybrid mode.'),
};

export const libraryInput = z.strictObject({ name, metadata: metadataSchema.default({}), ...retrieval });

export const libraryChanges = z
  .strictObject({ name: name.optional(), metadata: metadataSchema.optional(), ...retrieval })
  .describe('What is left out stays as it is.');

export const librarySchema = z
  .object({
    id: z.string(),
    name: z.string(),
    metadata: z.record(z.string(), z.unknown()),
    document_count: z.int(),
    index: indexSettings,
    weights: fusionWeights,
    version: z.int().describe('Its ETag, in quotes.'),
    created_at: z.string(),
    updated_at: z.string(),
  })
  .meta({ id: 'Library' });

export const presentLibrary = (row: LibraryRow): z.output<typeof librarySchema> => ({
  ...retrievalSettings.parse(row.retrieval),
  id: row.id,
  name: row.name,
  metadata: row.metadata as Record<string, unknown>,
  document_count: row.document_count,
  version: row.version,
  created_at: row.created_at.toISOString(),
  updated_at: row.updated_at.toISOString(),
});
