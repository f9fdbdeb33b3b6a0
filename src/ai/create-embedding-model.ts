import type { Config } from '#kernel/config/config.ts';
import { guardCalls } from './calls/guard-calls.ts';
import { guardEmbeddings } from './calls/guard-embeddings.ts';
import { inOrder } from './calls/call.ts';
import { measureCalls } from './calls/measure-calls.ts';
import { traceCalls } from './calls/trace-calls.ts';
import type { Providers } from './calls/providers.ts';
import type { EmbeddingModel } from './embed.ts';
import { limitEmbeddingTime } from './limit-time.ts';
import type { ProviderName } from './provider-errors.ts';
import { HASH_NGRAM_MODEL, openHashNgramModel } from './providers/builtin/hash-ngram-model.ts';
import { openLocalModel } from './providers/local/open-local-model.ts';
import { openEmbeddingModel } from './providers/openai-compatible/open-embedding-model.ts';

type EmbeddingSettings = Pick<Config, 'embeddingModel' | 'builtinEmbedding' | 'localEmbedding' | 'provider'>;

/**
 * The configured embedding model, or undefined: search is then by keywords. Dispose it to close its connections.
 * Without `providers` a call has its deadline only: no permit, no pause after a 429, no retry, no measurement.
 */
export function createEmbeddingModel(
  config: EmbeddingSettings,
  providers?: Providers,
): (EmbeddingModel & AsyncDisposable) | undefined {
  if (config.builtinEmbedding === HASH_NGRAM_MODEL) {
    return { ...openHashNgramModel(), [Symbol.asyncDispose]: () => Promise.resolve() };
  }
  if (config.localEmbedding !== undefined) return openLocalModel(config.localEmbedding);
  if (config.embeddingModel === undefined) return undefined;
  const { baseUrl, apiKey, model, maxBatch, maxBatchTokens } = config.embeddingModel;
  const provider: ProviderName = { role: 'embedding model', model, variables: 'QUARRY_EMBEDDING' };
  const { timeoutMs, concurrency } = config.provider;
  const bare = openEmbeddingModel({
    provider,
    baseUrl,
    apiKey,
    maxBatch,
    maxBatchTokens,
    connections: concurrency,
  });
  const shared = providers?.at(baseUrl);
  const guarded = shared ? guardEmbeddings(bare, guardCalls({ shared, provider, timeoutMs })) : bare;
  const limited = limitEmbeddingTime(guarded, { provider, totalMs: timeoutMs });
  const labels = { provider: new URL(baseUrl).host, model, operation: 'embed' } as const;
  const measured = guardEmbeddings(
    limited,
    inOrder(traceCalls(labels), measureCalls(providers?.options.metrics, labels)),
  );
  return { ...measured, [Symbol.asyncDispose]: () => bare[Symbol.asyncDispose]() };
}
