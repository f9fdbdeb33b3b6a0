import { expect, test } from 'vitest';
import type { EmbeddingModel } from '#ai/embed.ts';
import { estimateTokens } from '#ai/estimate-tokens.ts';
import { AttemptTimes } from '#knowledge/timeline/attempt-times.ts';
import { embedWindow } from './embed-window.ts';

const { signal } = new AbortController();

function makeWindow(texts: string[]) {
  const chunks = texts.map((text, ordinal) => ({
    ordinal,
    text,
    headings: [],
    spans: [],
    pageStart: 1,
    pageEnd: 1,
  }));
  return { pages: [], chunks, chunkerState: '', pagesDone: 1, isLast: true };
}

/** Its vectors tell how long the text was. */
function listenTo(limits: Pick<EmbeddingModel, 'maxBatch' | 'maxBatchTokens'>) {
  const calls: string[][] = [];
  const model: EmbeddingModel = {
    id: 'listener',
    ...limits,
    embed: async texts => {
      calls.push(texts);
      return texts.map(text => Float32Array.of(text.length));
    },
  };
  return { model, calls };
}

test('no call holds more tokens than the provider takes, and each chunk gets its own vector', async () => {
  const { model, calls } = listenTo({ maxBatch: 100, maxBatchTokens: 60 });
  const texts = Array.from({ length: 30 }, (_, n) => 'harbour '.repeat(1 + (n % 7)).trim());
  const { vectors } = await embedWindow(model, makeWindow(texts), { signal, times: new AttemptTimes() });
  expect(vectors!.map(vector => vector[0])).toEqual(texts.map(text => text.length));
  const tokens = calls.map(call => call.reduce((sum, text) => sum + estimateTokens(text), 0));
  expect(Math.max(...tokens)).toBeLessThanOrEqual(60);
  expect(Math.min(...tokens.slice(0, -1))).toBeGreaterThan(60 - 14);
});

test('a model that takes more than 100 texts is sent 100 at most', async () => {
  const { model, calls } = listenTo({ maxBatch: 256 });
  const times = new AttemptTimes();
  await embedWindow(model, makeWindow(Array.from({ length: 230 }, (_, n) => `${n}`)), { signal, times });
  expect(calls.map(call => call.length)).toEqual([100, 100, 30]);
  expect(times.spent.calls).toBe(3);
});
