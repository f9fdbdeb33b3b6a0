import type { EmbeddingModel } from '../embed.ts';
import { embedInBatches } from './embed-in-batches.ts';
import { packBatches } from './pack-batches.ts';

/** The vectors of all texts in their order, in as few calls as the model allows, `parallel` of them at once. */
export async function embedAll(
  model: EmbeddingModel,
  texts: string[],
  options: { signal: AbortSignal; purpose: 'document' | 'query'; parallel: number },
): Promise<Float32Array[]> {
  const textOf = (text: string): string => text;
  const { maxBatch: maxTexts, maxBatchTokens: maxTokens } = model;
  const batches = packBatches(texts, { textOf, maxTexts, maxTokens });
  const vectors: Float32Array[] = [];
  for await (const batch of embedInBatches(model, batches, { ...options, textOf }))
    vectors.push(...batch.vectors);
  return vectors;
}
