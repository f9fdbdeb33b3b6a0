import { z } from 'zod';
import { embedAll } from '#ai/calls/embed-all.ts';
import type { EmbeddingModel } from '#ai/embed.ts';
import { CallTally } from '#ai/metering/call-tally.ts';
import { withEmbeddingBill } from '#ai/metering/with-embedding-bill.ts';
import { principalOf } from '#auth/principal.ts';
import type { Database } from '#kernel/db/database.ts';
import type { HttpApp } from '#kernel/http/http-app.ts';
import type { Usage } from '#usage/holds/open-usage.ts';
import { clientSignal } from '../client-signal.ts';
import { ModelNotFound } from './openai-error.ts';

const MAX_TEXTS = 2_048;
const PARALLEL_CALLS = 2;
const MAX_BODY_BYTES = 16 * 1024 ** 2;

const text = z.string().min(1);

const embeddingInput = z.looseObject({
  model: z.string(),
  input: z.union([text, z.array(text).min(1).max(MAX_TEXTS)], 'must be a text or a list of texts'),
  encoding_format: z.enum(['float', 'base64']).nullish(),
  dimensions: z.undefined('cannot be chosen: the vectors are as long as the model makes them').optional(),
});

interface EmbeddingOptions {
  db: Database;
  usage?: Usage;
  embed?: EmbeddingModel;
}

export function embeddingRoutes(app: HttpApp, { db, usage, embed: configured }: EmbeddingOptions): void {
  app.post(
    '/embeddings',
    {
      config: { permission: 'search:read' },
      bodyLimit: MAX_BODY_BYTES,
      schema: { hide: true, body: embeddingInput },
    },
    async (request, reply) => {
      const { model, input, encoding_format: encoding } = request.body;
      const texts = [input].flat();
      const options = { signal: clientSignal(reply), purpose: 'document', parallel: PARALLEL_CALLS } as const;
      const { tenantId, userId } = principalOf(request);
      const work = { tenantId, userId, requestId: request.id, kind: 'embedding' } as const;
      const embed = getEmbeddingModel(configured, model);
      const tally = new CallTally();
      const vectors = await withEmbeddingBill({ db, usage, embed, work }, metered =>
        embedAll(tally.embeddings(metered ?? embed), texts, options),
      );
      const tokens = tally.used().embeddingTokens;
      return {
        object: 'list',
        data: vectors.map((vector, index) => ({
          object: 'embedding',
          index,
          embedding: encoding === 'base64' ? base64Of(vector) : [...vector],
        })),
        model,
        usage: { prompt_tokens: tokens, total_tokens: tokens },
      };
    },
  );
}

/** @throws ModelNotFound, which names the model that there is, or says that there is none. */
function getEmbeddingModel(embed: EmbeddingModel | undefined, model: string): EmbeddingModel {
  if (embed === undefined) {
    throw new ModelNotFound(
      'No embedding model is configured here: set QUARRY_EMBEDDING_BASE_URL and QUARRY_EMBEDDING_MODEL.',
    );
  }
  if (embed.id !== model) throw new ModelNotFound(`The embedding model here is "${embed.id}".`);
  return embed;
}

/** 32-bit floats, lowest byte first. */
function base64Of(vector: Float32Array): string {
  const bytes = Buffer.alloc(vector.length * 4);
  for (const [index, value] of vector.entries()) bytes.writeFloatLE(value, index * 4);
  return bytes.toString('base64');
}
