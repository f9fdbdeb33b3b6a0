import { expect, test } from 'vitest';
import { packBatches } from './pack-batches.ts';

const textOf = (text: string): string => text;
const pack = (texts: string[], limits: { maxTexts: number; maxTokens?: number }) =>
  Array.fromAsync(packBatches(texts, { textOf, ...limits }));

test('batches are as full as the number of texts allows', async () => {
  expect(await pack(['a', 'b', 'c', 'd', 'e'], { maxTexts: 2 })).toEqual([['a', 'b'], ['c', 'd'], ['e']]);
});

test('a batch ends before its tokens exceed the limit', async () => {
  const four = 'x'.repeat(16);
  expect(
    (await pack([four, four, four], { maxTexts: 100, maxTokens: 8 })).map(batch => batch.length),
  ).toEqual([2, 1]);
});

test('a text over the limit travels alone', async () => {
  expect(await pack(['a', 'x'.repeat(100), 'b'], { maxTexts: 100, maxTokens: 8 })).toHaveLength(3);
});

test('no texts make no batch', async () => {
  expect(await pack([], { maxTexts: 2 })).toEqual([]);
});
