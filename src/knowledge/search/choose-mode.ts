import type { EmbeddingModel } from '#ai/embed.ts';
import { InvalidInput } from '#kernel/errors/common-errors.ts';
import type { Logger } from '#kernel/telemetry/logger.ts';
import { WrongDimension } from '#knowledge/index/insert-vectors.ts';
import { normalizeVector } from '#knowledge/index/normalize-vector.ts';
import { hasVectors } from './vectors/vector-target.ts';
import type { LibraryTarget, VectorTarget } from './vectors/vector-target.ts';

export type UsedMode = 'keyword' | 'vector' | 'hybrid';
export type SearchMode = UsedMode | 'auto';

export class NoEmbeddingModel extends InvalidInput {
  constructor() {
    super('Searching by meaning needs an embedding model, and none is configured.', {
      code: 'no-embedding-model',
      nextStep:
        'Search with the mode "keyword" or "auto", send an “embedding”, or configure an embedding provider.',
    });
  }
}

class NoQuery extends InvalidInput {
  constructor(mode: SearchMode, embedding: Float32Array | undefined) {
    const message =
      embedding || mode === 'keyword' || mode === 'hybrid'
        ? `The mode "${mode}" needs a “query”: words cannot be found by an “embedding”.`
        : 'There is nothing to search for: send a “query” or an “embedding”.';
    super(message, { code: 'no-query' });
  }
}

export interface ModeRequest {
  query?: string;
  /** The caller's own vector, in place of one made of the query. */
  embedding?: Float32Array;
  mode?: SearchMode;
  embed?: EmbeddingModel;
}

/**
 * @throws NoEmbeddingModel when vectors are asked for and nothing can make the query's; InvalidInput without a query
 * where one is needed.
 */
export function chooseMode(request: ModeRequest, targets: LibraryTarget[]): UsedMode {
  const { query, embedding, mode = 'auto', embed } = request;
  if (query === undefined && (embedding === undefined || mode === 'keyword' || mode === 'hybrid')) {
    throw new NoQuery(mode, embedding);
  }
  if (mode === 'auto') {
    if (query === undefined) return 'vector';
    return vectorTargets(request, targets).length > 0 ? 'hybrid' : 'keyword';
  }
  if (mode !== 'keyword' && embedding === undefined && !embed) throw new NoEmbeddingModel();
  return mode;
}

/**
 * The libraries whose vectors can be compared with the query's.
 * @throws WrongDimension when the caller's vector fits none of those that there are.
 */
export function vectorTargets({ embedding, embed }: ModeRequest, targets: LibraryTarget[]): VectorTarget[] {
  const withVectors = targets.filter(hasVectors);
  if (embedding === undefined) return withVectors.filter(({ set }) => set.model === embed?.id);
  const fitting = withVectors.filter(({ set }) => set.dimensions === embedding.length);
  const [first] = withVectors;
  if (first && fitting.length === 0) throw new WrongDimension(first.set.dimensions, embedding.length);
  return fitting;
}

/** The query's vector, of length 1; undefined when the model fails and the caller left the mode to us. */
export async function embedQuery(options: {
  query?: string;
  embedding?: Float32Array;
  mode?: SearchMode;
  embed?: EmbeddingModel;
  signal?: AbortSignal;
  logger?: Logger;
}): Promise<Float32Array | undefined> {
  if (options.embedding) return options.embedding;
  const signal = options.signal ?? new AbortController().signal;
  try {
    const [vector] = await options.embed!.embed([options.query!], { signal, purpose: 'query' });
    return vector && normalizeVector(vector);
  } catch (error) {
    if ((options.mode ?? 'auto') !== 'auto' || signal.aborted) throw error;
    options.logger?.warn({ err: error }, 'the embedding model failed: searching by keywords');
    return undefined;
  }
}
