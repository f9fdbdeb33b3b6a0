import type { EmbeddingModel } from '../embed.ts';
import { CallTimer } from './call-timer.ts';
import type { Guard } from './call.ts';

/** The same model, each of its calls under `guard`. */
export function guardEmbeddings(model: EmbeddingModel, guard: Guard): EmbeddingModel {
  return {
    id: model.id,
    maxBatch: model.maxBatch,
    maxBatchTokens: model.maxBatchTokens,
    async embed(texts, { signal, purpose, timer = new CallTimer() }) {
      if (texts.length === 0) return [];
      const call = guard(async function* (options) {
        yield await model.embed(texts, { ...options, purpose });
      });
      let vectors: Float32Array[] = [];
      // To its very end rather than until the first part: the permit is given back there.
      for await (const reply of call({ signal, timer })) vectors = reply;
      return vectors;
    },
  };
}
