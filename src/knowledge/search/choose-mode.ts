import type { EmbeddingModel } from '#ai/embed.ts';
import { InvalidInput } from '#kernel/errors/common-errors.ts';
import type { Logger } from '#kernel/telemetry/logger.ts';

export type UsedMode = 'keyword' | 'vector' | 'hybrid';
export type SearchMode = UsedMode | 'auto';

export class NoEmbeddingModel extends InvalidInput {
  constructor() {
    super('Searching by meaning needs an embedding model, and none is configured.', {
      code: 'no-embedding-model',
      nextStep: 'Search with the mode "keyword" or "auto", or configure an embedding provider.',
    });
  }
}

/** @throws NoEmbeddingModel when vectors are asked for and nothing can make the query's. */
export function chooseMode(
  { mode = 'auto', embed }: { mode?: SearchMode; embed?: EmbeddingModel },
  vectorsExist: boolean,
): UsedMode {
  if (mode === 'auto') return embed && vectorsExist ? 'hybrid' : 'keyword';
  if (mode !== 'keyword' && !embed) throw new NoEmbeddingModel();
  return mode;
}

/** The query's vector; undefined when the model fails and the caller left the mode to us. */
export async function embedQuery(options: {
  query: string;
  mode?: SearchMode;
  embed?: EmbeddingModel;
  signal?: AbortSignal;
  logger?: Logger;
}): Promise<Float32Array | undefined> {
  const signal = options.signal ?? new AbortController().signal;
  try {
    const [vector] = await options.embed!.embed([options.query], { signal, purpose: 'query' });
    return vector;
  } catch (error) {
    if ((options.mode ?? 'auto') !== 'auto' || signal.aborted) throw error;
    options.logger?.warn({ err: error }, 'the embedding model failed: searching by keywords');
    return undefined;
  }
}
