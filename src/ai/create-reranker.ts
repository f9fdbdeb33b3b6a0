import type { Config } from '#kernel/config/config.ts';
import type { ProviderName } from './provider-errors.ts';
import { openLocalReranker } from './providers/local/open-local-reranker.ts';
import { openReranker } from './providers/rerank/open-reranker.ts';
import type { Reranker } from './rerank.ts';

/** The configured reranker, or undefined: hits stay as they were ranked. Dispose it to close its connections. */
export function createReranker({
  reranker,
  localReranker,
  provider: { timeoutMs, concurrency },
}: Pick<Config, 'reranker' | 'localReranker' | 'provider'>): (Reranker & AsyncDisposable) | undefined {
  if (localReranker !== undefined) return openLocalReranker(localReranker);
  if (reranker === undefined) return undefined;
  const provider: ProviderName = { role: 'reranker', model: reranker.model, variables: 'QUARRY_RERANK' };
  return openReranker({ ...reranker, provider, timeoutMs, connections: concurrency });
}
