import type { CallTimer } from '../calls/call-timer.ts';
import { estimateTokens } from '../estimate-tokens.ts';

export interface CountedEmbedding {
  embeddingTokens: number;
  source: 'provider' | 'estimated';
}

/** What one successful call embedded: by the provider's count, or estimated where it gave none. */
export function countEmbedding(texts: readonly string[], timer: CallTimer): CountedEmbedding {
  const { countedTokens } = timer;
  if (countedTokens !== undefined) return { embeddingTokens: countedTokens, source: 'provider' };
  return { embeddingTokens: texts.reduce((sum, text) => sum + estimateTokens(text), 0), source: 'estimated' };
}
