import { expect, onTestFinished, test } from 'vitest';
import { CallTimer } from '#ai/calls/call-timer.ts';
import { createEmbeddingModel } from '#ai/create-embedding-model.ts';
import { startFakeProvider } from '#tests/support/fake-provider/fake-provider.ts';
import type { EmbeddingItem } from '#tests/support/fake-provider/behaviour.ts';

async function start(timeoutMs = 20_000) {
  const provider = await startFakeProvider();
  const model = createEmbeddingModel({
    embeddingModel: { baseUrl: provider.baseUrl, model: 'vectors', maxBatch: 10 },
    provider: { concurrency: 2, timeoutMs },
  })!;
  onTestFinished(() => model[Symbol.asyncDispose]());
  onTestFinished(() => provider[Symbol.asyncDispose]());
  return { provider, model };
}

const options = { signal: new AbortController().signal, purpose: 'document' as const };

test('each text gets its vector, in the order of the texts even when the reply is not', async () => {
  const { provider, model } = await start();
  const inOrder = await model.embed(['lamp', 'sea', 'keeper'], options);
  provider.next({ distort: data => data.toReversed() });
  expect(await model.embed(['lamp', 'sea', 'keeper'], options)).toEqual(inOrder);
  expect(inOrder).toHaveLength(3);
  expect(inOrder[0]).toBeInstanceOf(Float32Array);
});

test('the provider’s count of tokens is handed on, and nothing that is no count', async () => {
  const { provider, model } = await start();
  const timer = new CallTimer();
  await model.embed(['lamp', 'keeper'], { ...options, timer });
  expect(timer.countedTokens).toBe(3);
  provider.next({ withoutUsage: true });
  await model.embed(['lamp'], { ...options, timer });
  expect(timer.countedTokens).toBeUndefined();
});

test('no texts make no call', async () => {
  const { provider, model } = await start();
  expect(await model.embed([], options)).toEqual([]);
  expect(provider.calls).toHaveLength(0);
});

const breaches: [string, (data: EmbeddingItem[]) => unknown[]][] = [
  ['1 embeddings for 2 texts', data => data.slice(1)],
  ['doubled or out of range', data => data.map(item => ({ ...item, index: 0 }))],
  ['doubled or out of range', data => data.map(item => ({ ...item, index: item.index + 1 }))],
  ['differ in dimension', ([first, second]) => [first, { ...second, embedding: [1, 2] }]],
  ['finite numbers', data => data.map(item => ({ ...item, embedding: [1, null] }))],
  ['finite numbers', data => data.map(item => ({ ...item, embedding: [1e300] }))],
  ['finite numbers', data => data.map(item => ({ ...item, embedding: [] }))],
  ['finite numbers', () => [null, null]],
];

test.each(breaches)('a reply is refused: %s', async (problem, distort) => {
  const { provider, model } = await start();
  provider.next({ distort });
  const error = await model.embed(['one', 'two'], options).catch((caught: unknown) => caught);
  expect(error).toMatchObject({ name: 'ProviderReplyInvalid', message: expect.stringContaining(problem) });
});

test('a reply that stalls half way ends at the deadline', async () => {
  const { provider, model } = await start(300);
  provider.next({ fault: 'stalled-body' });
  await expect(model.embed(['one'], options)).rejects.toMatchObject({ name: 'ProviderTimeout' });
  await provider.waitFor(() => provider.gauge.current === 0);
});
