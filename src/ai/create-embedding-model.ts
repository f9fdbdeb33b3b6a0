import type { Config } from '#kernel/config/config.ts';
import type { EmbeddingModel } from './embed.ts';
import { limitEmbeddingTime } from './limit-time.ts';
import type { ProviderName } from './provider-errors.ts';
import { openEmbeddingModel } from './providers/openai-compatible/open-embedding-model.ts';

/** The configured embedding model, or undefined: search is then by keywords. Dispose it to close its connections. */
export function createEmbeddingModel(
  config: Pick<Config, 'embeddingModel' | 'provider'>,
): (EmbeddingModel & AsyncDisposable) | undefined {
  if (config.embeddingModel === undefined) return undefined;
  const { baseUrl, apiKey, model, maxBatch } = config.embeddingModel;
  const provider: ProviderName = { role: 'embedding model', model, variables: 'QUARRY_EMBEDDING' };
  const { timeoutMs, concurrency } = config.provider;
  const bare = openEmbeddingModel({ provider, baseUrl, apiKey, maxBatch, connections: concurrency });
  const limited = limitEmbeddingTime(bare, { provider, totalMs: timeoutMs });
  return { ...limited, [Symbol.asyncDispose]: () => bare[Symbol.asyncDispose]() };
}
