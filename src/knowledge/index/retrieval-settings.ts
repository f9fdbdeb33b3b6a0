import { z } from 'zod';
import { HASH_NGRAM_MODEL } from '#ai/providers/builtin/hash-ngram-model.ts';

export const HNSW_M = 16;
export const HNSW_EF_CONSTRUCTION = 64;
export const HNSW_EF_SEARCH = 200;

const hnsw = z.strictObject({
  kind: z.literal('hnsw'),
  m: z.int().min(2).max(100).default(HNSW_M).describe('Neighbours of a node.'),
  ef_construction: z.int().min(4).max(1000).default(HNSW_EF_CONSTRUCTION).describe('At least twice m.'),
  ef_search: z.int().min(1).max(1000).default(HNSW_EF_SEARCH).describe('Candidates that a search keeps.'),
});

/** How a library's vectors are found: chosen by size, always compared one by one, or by a graph of any size. */
export const indexSettings = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('auto') }),
    z.strictObject({ kind: z.literal('exact') }),
    hnsw.refine(value => value.ef_construction >= 2 * value.m, 'ef_construction must be at least twice m'),
  ])
  .meta({ id: 'IndexSettings' });
export type IndexSettings = z.output<typeof indexSettings>;

const weight = z.number().min(0).max(100).default(1);

/** What each list counts when both are fused. */
export const fusionWeights = z
  .strictObject({ keyword: weight, vector: weight })
  .refine(value => value.keyword + value.vector > 0, 'one of them must be above 0')
  .meta({ id: 'FusionWeights' });
export type FusionWeights = z.output<typeof fusionWeights>;

/**
 * What each list counts where a library says nothing. Vectors of spelling only decide between equals and find what no
 * word finds: counted more, they made every judged ranking worse (`npm run bench -- retrieval-quality`).
 */
export const usualWeights = (model: string | undefined): FusionWeights => ({
  keyword: 1,
  vector: model === HASH_NGRAM_MODEL ? 0.01 : 1,
});

/** What `libraries.retrieval` holds. */
export const retrievalSettings = z.strictObject({
  index: indexSettings.default({ kind: 'auto' }),
  weights: fusionWeights.default({ keyword: 1, vector: 1 }),
});
export type RetrievalSettings = z.output<typeof retrievalSettings>;
