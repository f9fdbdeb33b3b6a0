import { expect, test } from 'vitest';
import { HASH_NGRAM_MODEL } from '#ai/providers/builtin/hash-ngram-model.ts';
import { usualWeights } from './retrieval-settings.ts';

test('vectors of a model count as much as words, vectors of spelling next to nothing', () => {
  expect(usualWeights('a-model')).toEqual({ keyword: 1, vector: 1 });
  expect(usualWeights(HASH_NGRAM_MODEL).vector).toBeLessThan(0.05);
  expect(usualWeights(HASH_NGRAM_MODEL).vector).toBeGreaterThan(0);
});
