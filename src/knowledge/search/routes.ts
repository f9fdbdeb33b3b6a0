import type { EmbeddingModel } from '#ai/embed.ts';
import { principalOf } from '#auth/principal.ts';
import type { Database } from '#kernel/db/database.ts';
import type { HttpApp } from '#kernel/http/http-app.ts';
import type { Logger } from '#kernel/telemetry/logger.ts';
import { searchLibrary } from './search-library.ts';
import { presentResult, searchInput, searchReply } from './search-schema.ts';

export interface SearchRoutesOptions {
  db: Database;
  /** Undefined: search is by keywords. */
  embed?: EmbeddingModel;
  logger?: Logger;
}

export function searchRoutes(app: HttpApp, { db, embed, logger }: SearchRoutesOptions): void {
  app.post(
    '/search',
    { config: { permission: 'search:read' }, schema: { body: searchInput, response: { 200: searchReply } } },
    async request => {
      const { tenantId } = principalOf(request);
      const { query, k, mode, library_ids: libraryIds, document_ids: documentIds } = request.body;
      const scope = { tenantId, libraryIds, documentIds };
      return presentResult(await searchLibrary(db, { ...scope, query, k, mode, embed, logger }));
    },
  );
}
