import { failpoint } from '#kernel/failpoints.ts';
import type { EmbeddingModel } from '../../embed.ts';
import { ProviderReplyInvalid } from '../../provider-errors.ts';
import { openConnection } from './open-connection.ts';
import type { ConnectionOptions } from './open-connection.ts';
import { readVectors } from './read-vectors.ts';

/**
 * An embedding model of an OpenAI-compatible endpoint. Called without the AI SDK, which drops each vector's `index` and
 * so cannot tell a reordered reply. Has no time limit: see limitEmbeddingTime.
 */
export function openEmbeddingModel(
  options: ConnectionOptions & { maxBatch: number; maxBatchTokens?: number },
): EmbeddingModel & AsyncDisposable {
  const { provider, maxBatch, maxBatchTokens, apiKey } = options;
  const connection = openConnection(options);
  const url = `${options.baseUrl.replace(/\/+$/, '')}/embeddings`;
  const headers = {
    'content-type': 'application/json',
    ...(apiKey !== undefined && { authorization: `Bearer ${apiKey}` }),
  };
  return {
    id: provider.model,
    maxBatch,
    maxBatchTokens,
    async embed(texts, { signal, timer }) {
      if (texts.length === 0) return [];
      if (texts.length > maxBatch) throw new RangeError(`${texts.length} texts in a batch of ${maxBatch}`);
      const body = JSON.stringify({ model: provider.model, input: texts, encoding_format: 'float' });
      const response = await connection.fetch(url, { method: 'POST', headers, body, signal }, timer);
      await failpoint('embed-during');
      const reply = await response.text().catch((error: unknown) => {
        throw connection.explain(error, signal);
      });
      const read = readVectors(reply, texts.length);
      if (typeof read === 'string') throw new ProviderReplyInvalid(provider, read);
      if (timer !== undefined) timer.countedTokens = read.countedTokens;
      return read.vectors;
    },
    [Symbol.asyncDispose]: () => connection[Symbol.asyncDispose](),
  };
}
