import type { EmbeddingModel } from '#ai/embed.ts';
import type { Reranker } from '#ai/rerank.ts';
import { principalOf } from '#auth/principal.ts';
import type { Database } from '#kernel/db/database.ts';
import { readFrom } from '#kernel/db/read-from.ts';
import type { HttpApp } from '#kernel/http/http-app.ts';
import type { Logger } from '#kernel/telemetry/logger.ts';
import type { Usage } from '#usage/holds/open-usage.ts';
import { searchForRequest } from './search-for-request.ts';
import { searchLibrary } from './search-library.ts';
import { presentResult, searchInput, searchReply } from './search-schema.ts';

export interface SearchRoutesOptions {
  db: Database;
  /** Undefined: search is by keywords. */
  embed?: EmbeddingModel;
  /** Undefined: hits stay as they were ranked. */
  reranker?: Reranker;
  /** Undefined: embedding queries costs nothing. */
  usage?: Usage;
  logger?: Logger;
}

export function searchRoutes(
  app: HttpApp,
  { db, embed, reranker, usage, logger }: SearchRoutesOptions,
): void {
  app.post(
    '/search',
    { config: { permission: 'search:read' }, schema: { body: searchInput, response: { 200: searchReply } } },
    async (request, reply) => {
      const { tenantId } = principalOf(request);
      const {
        library_ids: libraryIds,
        document_ids: documentIds,
        ef_search: efSearch,
        ...asked
      } = request.body;
      const embedding = asked.embedding && Float32Array.from(asked.embedding);
      const scope = { tenantId, libraryIds, documentIds };
      const options = { ...asked, ...scope, efSearch, embedding, logger };
      return searchForRequest(request, reply, {
        db,
        usage,
        embed,
        reranker,
        search: async (model, reader) =>
          presentResult(await searchLibrary(readFrom(db), { ...options, embed: model, reranker: reader })),
      });
    },
  );
}
