import type { Config } from '#kernel/config/config.ts';
import type { ProviderName } from './provider-errors.ts';
import { openReranker } from './providers/rerank/open-reranker.ts';
import type { Reranker } from './rerank.ts';

/** The configured reranker, or undefined: hits stay as they were ranked. Dispose it to close its connections. */
export function createReranker({
  reranker,
  provider: { timeoutMs, concurrency },
}: Pick<Config, 'reranker' | 'provider'>): (Reranker & AsyncDisposable) | undefined {
  if (reranker === undefined) return undefined;
  const provider: ProviderName = { role: 'reranker', model: reranker.model, variables: 'QUARRY_RERANK' };
  return openReranker({ ...reranker, provider, timeoutMs, connections: concurrency });
}
