import { CallTimer } from '#ai/calls/call-timer.ts';
import type { EmbeddingModel } from '#ai/embed.ts';
import { failpoint } from '#kernel/failpoints.ts';
import { textToEmbed } from '#knowledge/index/index-chunks.ts';
import type { AttemptTimes } from '#knowledge/timeline/attempt-times.ts';
import type { Window } from './read-windows.ts';

export interface EmbeddedWindow extends Window {
  /** One for each chunk, in order; none when no model is configured. */
  vectors?: Float32Array[];
}

/** Embeds a window's chunks in calls of `model.maxBatch` texts, 100 at most. */
export async function embedWindow(
  model: EmbeddingModel | undefined,
  window: Window,
  { signal, times }: { signal: AbortSignal; times: AttemptTimes },
): Promise<EmbeddedWindow> {
  if (model === undefined) return window;
  const batchSize = Math.min(model.maxBatch, 100);
  const texts = window.chunks.map(textToEmbed);
  const vectors: Float32Array[] = [];
  for (let start = 0; start < texts.length; start += batchSize) {
    signal.throwIfAborted();
    const batch = texts.slice(start, start + batchSize);
    await failpoint('embed-before');
    const timer = new CallTimer();
    try {
      vectors.push(...(await model.embed(batch, { signal, purpose: 'document', timer })));
    } finally {
      times.called(timer);
    }
    await failpoint('embed-after');
  }
  return { ...window, vectors };
}
