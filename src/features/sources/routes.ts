import { z } from 'zod';
import { isAllowed } from '#auth/permissions.ts';
import { principalOf } from '#auth/principal.ts';
import { Forbidden } from '#kernel/errors/common-errors.ts';
import type { HttpApp } from '#kernel/http/http-app.ts';
import type { Usage } from '#usage/holds/open-usage.ts';
import { addFeatureSources } from './add-feature-sources.ts';
import type { FeatureSourceDeps } from './add-feature-sources.ts';

export interface FeatureSourceRoutesOptions extends FeatureSourceDeps {
  /** Undefined: documents cost nothing. */
  usage?: Usage;
}

const sourcesInput = z.strictObject({
  library_id: z.uuid(),
  view: z.string().min(1).max(120).describe('A group, or `group@version`.'),
  entities: z.array(z.string().min(1).max(200)).min(1).max(100),
});

const sourcesView = z.object({
  items: z.array(
    z.object({
      entity: z.string(),
      document_id: z.string(),
      as_of: z.string().describe('When the features were taken.'),
    }),
  ),
});

/** What entities' features are now, as documents. */
export function featureSourceRoutes(app: HttpApp, options: FeatureSourceRoutesOptions): void {
  app.post(
    '/feature-sources',
    {
      config: { permission: 'documents:write' },
      schema: { body: sourcesInput, response: { 202: sourcesView } },
    },
    async (request, reply) => {
      const { tenantId, scopes } = principalOf(request);
      if (!isAllowed(scopes, 'features:read'))
        throw new Forbidden('Reading live features needs the permission “features:read”.');
      await options.usage?.assertRoom(tenantId);
      const { library_id: libraryId, view, entities } = request.body;
      const scope = { tenantId, libraryId, view, entities: [...new Set(entities)] };
      const items = await addFeatureSources(options, scope);
      return reply.code(202).send({
        items: items.map(({ entity, documentId, asOf }) => ({
          entity,
          document_id: documentId,
          as_of: asOf.toISOString(),
        })),
      });
    },
  );
}
