import { expect, test } from 'vitest';
import type { EmbeddingModel } from '../embed.ts';
import { embedInBatches } from './embed-in-batches.ts';

const options = {
  textOf: (text: string) => text,
  signal: new AbortController().signal,
  purpose: 'document' as const,
  parallel: 2,
};

/** A model whose vectors are as long as told, call by call. */
function modelOf(...dimensions: number[]): EmbeddingModel {
  let calls = 0;
  const embed = async (texts: string[]) => {
    const length = dimensions[Math.min(calls++, dimensions.length - 1)]!;
    return texts.map(text => new Float32Array(length).fill(Number(text)));
  };
  return { id: 'fake', maxBatch: 100, embed };
}

test('each batch comes with its items, their vectors and its own wait', async () => {
  const batches = await Array.fromAsync(embedInBatches(modelOf(2), [['1', '2'], ['3']], options));
  expect(batches.map(batch => batch.items)).toEqual([['1', '2'], ['3']]);
  expect(batches.map(batch => batch.vectors.map(vector => vector[0]))).toEqual([[1, 2], [3]]);
  for (const { timings } of batches) expect(timings.queueWaitMs).toBeGreaterThanOrEqual(0);
});

test('batches that cannot be compared are refused, and the ones before are kept', async () => {
  const batches = embedInBatches(modelOf(3, 3, 4), [['1'], ['2'], ['3']], options);
  const kept: string[][] = [];
  const reading = (async () => {
    for await (const { items } of batches) kept.push(items);
  })();
  await expect(reading).rejects.toMatchObject({ code: 'embedding-dimension-changed' });
  expect(kept).toEqual([['1'], ['2']]);
});
