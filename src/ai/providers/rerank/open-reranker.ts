import { openDeadline } from '../../open-deadline.ts';
import { ProviderReplyInvalid, ProviderTimeout } from '../../provider-errors.ts';
import type { Reranker } from '../../rerank.ts';
import { openConnection } from '../openai-compatible/open-connection.ts';
import type { ConnectionOptions } from '../openai-compatible/open-connection.ts';
import { readScores } from './read-scores.ts';

export interface RerankerOptions extends ConnectionOptions {
  /** `documents` as Cohere, Jina and vLLM take them, or `texts` as Hugging Face's inference server does. */
  style: 'documents' | 'texts';
  /** Over the whole call. */
  timeoutMs: number;
}

const MAX_PASSAGES = 100;

/** A reranker behind `POST …/rerank`. */
export function openReranker(options: RerankerOptions): Reranker & AsyncDisposable {
  const { provider, apiKey, timeoutMs } = options;
  const connection = openConnection(options);
  const url = `${options.baseUrl.replace(/\/+$/, '')}/rerank`;
  const headers = {
    'content-type': 'application/json',
    ...(apiKey !== undefined && { authorization: `Bearer ${apiKey}` }),
  };
  return {
    id: provider.model,
    maxPassages: MAX_PASSAGES,
    async rerank(query, passages, { signal }) {
      if (passages.length === 0) return [];
      using deadline = openDeadline(signal);
      deadline.start(timeoutMs, () => new ProviderTimeout(provider, timeoutMs));
      const call = {
        method: 'POST',
        headers,
        body: bodyOf(options, query, passages),
        signal: deadline.signal,
      };
      const response = await connection.fetch(url, call);
      const reply = await response.text().catch((error: unknown) => {
        throw connection.explain(error, deadline.signal);
      });
      const scores = readScores(reply, passages.length);
      if (typeof scores === 'string') throw new ProviderReplyInvalid(provider, scores);
      return scores;
    },
    [Symbol.asyncDispose]: () => connection[Symbol.asyncDispose](),
  };
}

function bodyOf({ style, provider }: RerankerOptions, query: string, passages: string[]): string {
  return JSON.stringify(
    style === 'texts'
      ? { query, texts: passages, truncate: true }
      : { model: provider.model, query, documents: passages, return_documents: false },
  );
}
