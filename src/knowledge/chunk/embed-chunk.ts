import type { EmbeddingModel } from '#ai/embed.ts';
import { textToEmbed } from '#knowledge/index/index-chunks.ts';
import { chooseModel, isCustom } from './choose-model.ts';

export interface EmbedChunkOptions {
  embed?: EmbeddingModel;
  /** The caller's own vector: then no model is asked. */
  embedding?: number[];
  /** What made the vectors that the library has. */
  activeModel?: string;
}

/**
 * Nothing where no model is configured, or where callers bring the library's vectors. Takes the network, so it comes
 * before any transaction.
 */
export async function embedChunk(
  chunk: { text: string; headings: string[] },
  { embed, embedding, activeModel }: EmbedChunkOptions,
): Promise<{ vector?: Float32Array; model?: string }> {
  if (embedding) {
    return { vector: Float32Array.from(embedding), model: chooseModel(undefined, activeModel, embed?.id) };
  }
  if (embed === undefined || isCustom(activeModel)) return {};
  const options = { signal: new AbortController().signal, purpose: 'document' as const };
  const [vector] = await embed.embed([textToEmbed(chunk)], options);
  return { vector, model: embed.id };
}
