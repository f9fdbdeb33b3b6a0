import { CallTimer } from '#ai/calls/call-timer.ts';
import { packBatches } from '#ai/calls/pack-batches.ts';
import type { EmbeddingModel } from '#ai/embed.ts';
import { countEmbedding } from '#ai/metering/count-embedding.ts';
import type { CountedEmbedding } from '#ai/metering/count-embedding.ts';
import { failpoint } from '#kernel/failpoints.ts';
import { textToEmbed } from '#knowledge/index/index-chunks.ts';
import type { AttemptTimes } from '#knowledge/timeline/attempt-times.ts';
import type { Window } from './read-windows.ts';

export interface EmbeddedWindow extends Window {
  /** One for each chunk, in order; none when no model is configured. */
  vectors?: Float32Array[];
  /** What embedding it used; nothing when no model is configured. */
  embedded: CountedEmbedding[];
}

const MAX_BATCH = 100;

/** Embeds a window's chunks in as few calls as the model's limits of texts and tokens allow, 100 texts at most. */
export async function embedWindow(
  model: EmbeddingModel | undefined,
  window: Window,
  { signal, times }: { signal: AbortSignal; times: AttemptTimes },
): Promise<EmbeddedWindow> {
  if (model === undefined) return { ...window, embedded: [] };
  const batches = packBatches(window.chunks.map(textToEmbed), {
    textOf: text => text,
    maxTexts: Math.min(model.maxBatch, MAX_BATCH),
    maxTokens: model.maxBatchTokens,
  });
  const vectors: Float32Array[] = [];
  const embedded: CountedEmbedding[] = [];
  for await (const batch of batches) {
    signal.throwIfAborted();
    await failpoint('embed-before');
    const timer = new CallTimer();
    try {
      vectors.push(...(await model.embed(batch, { signal, purpose: 'document', timer })));
      embedded.push(countEmbedding(batch, timer));
    } finally {
      times.called(timer);
    }
    await failpoint('embed-after');
  }
  return { ...window, vectors, embedded };
}
