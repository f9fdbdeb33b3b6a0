import { z } from 'zod';
import type { EmbeddingModel } from '#ai/embed.ts';
import { principalOf } from '#auth/principal.ts';
import type { Database } from '#kernel/db/database.ts';
import type { HttpApp } from '#kernel/http/http-app.ts';
import { listLibraryNames } from '#knowledge/libraries/list-library-names.ts';
import { findModel, nameModels } from './name-models.ts';
import type { LibraryModel } from './name-models.ts';
import { ModelNotFound } from './openai-error.ts';

const read = { permission: 'libraries:read' };
const params = z.object({ model: z.string() });

export function modelRoutes(app: HttpApp, { db, embed }: { db: Database; embed?: EmbeddingModel }): void {
  app.get('/models', { config: read, schema: { hide: true } }, async request => {
    const { tenantId } = principalOf(request);
    const libraries = nameModels(await listLibraryNames(db, { tenantId })).map(presentLibrary);
    return {
      object: 'list',
      data: [...libraries, ...(embed === undefined ? [] : [presentEmbedding(embed)])],
    };
  });

  app.get('/models/:model', { config: read, schema: { hide: true, params } }, async request => {
    const { tenantId } = principalOf(request);
    const { model } = request.params;
    if (model === embed?.id) return presentEmbedding(embed);
    return presentLibrary(await getModel(db, { tenantId, model }));
  });
}

/** @throws ModelNotFound */
export async function getModel(
  db: Database,
  { tenantId, model }: { tenantId: string; model: string },
): Promise<LibraryModel> {
  const found = findModel(await listLibraryNames(db, { tenantId }), model);
  if (found === undefined) throw new ModelNotFound();
  return found;
}

const presentLibrary = ({ model, libraryId, createdAt }: LibraryModel) => ({
  id: model,
  object: 'model',
  created: Math.floor(createdAt.getTime() / 1000),
  owned_by: 'quarry',
  library_id: libraryId,
});

const presentEmbedding = ({ id }: EmbeddingModel) => ({
  id,
  object: 'model',
  created: 0,
  owned_by: 'provider',
});
