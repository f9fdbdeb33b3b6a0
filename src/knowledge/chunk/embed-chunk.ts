import type { EmbeddingModel } from '#ai/embed.ts';
import { textToEmbed } from '#knowledge/index/index-chunks.ts';

/** Nothing where no model is configured. Takes the network, so it comes before any transaction. */
export async function embedChunk(
  embed: EmbeddingModel | undefined,
  chunk: { text: string; headings: string[] },
): Promise<{ vector?: Float32Array; model?: string }> {
  if (embed === undefined) return {};
  const options = { signal: new AbortController().signal, purpose: 'document' as const };
  const [vector] = await embed.embed([textToEmbed(chunk)], options);
  return { vector, model: embed.id };
}
