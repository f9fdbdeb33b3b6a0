import { z } from 'zod';
import type { EmbeddingModel } from '#ai/embed.ts';
import { withEmbeddingBill } from '#ai/metering/with-embedding-bill.ts';
import { principalOf } from '#auth/principal.ts';
import type { Database } from '#kernel/db/database.ts';
import type { HttpApp } from '#kernel/http/http-app.ts';
import { pathId } from '#kernel/http/path-id.ts';
import type { Logger } from '#kernel/telemetry/logger.ts';
import type { Usage } from '#usage/holds/open-usage.ts';
import { searchLibrary } from '#knowledge/search/search-library.ts';
import type { SearchHit } from '#knowledge/search/present-hits.ts';

interface VectorStoreOptions {
  db: Database;
  usage?: Usage;
  embed?: EmbeddingModel;
  logger: Logger;
}

const query = z
  .string()
  .trim()
  .min(1)
  .max(4_000)
  .refine(text => text.isWellFormed() && !text.includes('\0'), 'must be plain text');

const searchInput = z.looseObject({
  query: z.union([query, z.array(query).min(1).max(20)], 'must be a text or a list of texts'),
  max_num_results: z.int().min(1).max(50).nullish(),
  filters: z.null('filters are not supported: leave them out').optional(),
});

const params = z.object({ vector_store_id: pathId('vector store') });

/** A library is the vector store of the same id. */
export function vectorStoreRoutes(app: HttpApp, { db, usage, embed, logger }: VectorStoreOptions): void {
  app.post(
    '/vector_stores/:vector_store_id/search',
    { config: { permission: 'search:read' }, schema: { hide: true, params, body: searchInput } },
    async request => {
      const { tenantId, userId } = principalOf(request);
      const queries = [request.body.query].flat();
      const search = {
        tenantId,
        query: queries.join('\n'),
        libraryIds: [request.params.vector_store_id],
        k: request.body.max_num_results ?? 10,
        logger,
      };
      const work = { tenantId, userId, requestId: request.id, kind: 'query-embedding' } as const;
      const { hits } = await withEmbeddingBill({ db, usage, embed, work }, metered =>
        searchLibrary(db, { ...search, embed: metered }),
      );
      return {
        object: 'vector_store.search_results.page',
        search_query: queries,
        data: hits.map(presentHit),
        has_more: false,
        next_page: null,
      };
    },
  );
}

/** Attributes may be texts, numbers and truth values only. */
const presentHit = (hit: SearchHit) => ({
  file_id: hit.documentId,
  filename: hit.fileName,
  score: hit.score,
  attributes: {
    chunk_id: hit.chunkId,
    document_title: hit.documentTitle,
    ...(hit.headings.length > 0 && { headings: hit.headings.join(' > ') }),
    ...(hit.paged && hit.pageStart !== null && { page_start: hit.pageStart }),
    ...(hit.paged && hit.pageEnd !== null && { page_end: hit.pageEnd }),
  },
  content: [{ type: 'text', text: hit.text }],
});
