import type { FastifyReply, FastifyRequest } from 'fastify';
import type { EmbeddingModel } from '#ai/embed.ts';
import { withEmbeddingBill } from '#ai/metering/with-embedding-bill.ts';
import type { Reranker } from '#ai/rerank.ts';
import { principalOf } from '#auth/principal.ts';
import type { Database } from '#kernel/db/database.ts';
import { actOnce } from '#kernel/idempotency/act-once.ts';
import type { Claim } from '#kernel/idempotency/claim.ts';
import type { Usage } from '#usage/holds/open-usage.ts';

interface SearchForRequestOptions<Result> {
  db: Database;
  /** Undefined: embedding the query costs nothing. */
  usage?: Usage;
  embed?: EmbeddingModel;
  reranker?: Reranker;
  /** Searches with these models. */
  search: (embed: EmbeddingModel | undefined, reranker: Reranker | undefined) => Promise<Result>;
}

/** Searches, bills for embedding the query and reading hits again, and does both once for one `Idempotency-Key`. @throws QuotaExceeded */
export async function searchForRequest<Result>(
  request: FastifyRequest,
  reply: FastifyReply,
  options: SearchForRequestOptions<Result>,
): Promise<Result> {
  const { tenantId, userId } = principalOf(request);
  return actOnce(request, reply, {
    db: options.db,
    tenantId,
    userId,
    body: request.body,
    act: claim => searchAndBill(request, options, claim),
    // It was billed, but its reply was not kept: nothing is changed by searching again.
    replay: () => options.search(options.embed, options.reranker),
  });
}

function searchAndBill<Result>(
  request: FastifyRequest,
  { search, ...options }: SearchForRequestOptions<Result>,
  claim: Claim | undefined,
): Promise<Result> {
  const { tenantId, userId } = principalOf(request);
  const work = { tenantId, userId, requestId: request.id, kind: 'query-embedding' } as const;
  return withEmbeddingBill({ ...options, work, onBill: async tx => claim?.finish(tx) }, search);
}
