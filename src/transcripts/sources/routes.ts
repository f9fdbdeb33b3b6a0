import { z } from 'zod';
import { principalOf } from '#auth/principal.ts';
import { isAllowed } from '#auth/permissions.ts';
import { Forbidden } from '#kernel/errors/common-errors.ts';
import type { HttpApp } from '#kernel/http/http-app.ts';
import type { Usage } from '#usage/holds/open-usage.ts';
import { addSource } from './add-source.ts';
import type { SourceDeps } from './add-source.ts';

export interface SourceRoutesOptions extends SourceDeps {
  /** Undefined: documents cost nothing. */
  usage?: Usage;
}

const sourcesInput = z.strictObject({
  library_id: z.uuid(),
  transcript_ids: z.array(z.uuid()).min(1).max(100),
});

const sourcesView = z.object({
  items: z.array(
    z.object({
      transcript_id: z.string(),
      document_id: z.string(),
      is_new: z.boolean().describe('False where the library had it already.'),
    }),
  ),
});

/** Conversations as documents. A repetition finds what is there, so no key is needed. */
export function sourceRoutes(app: HttpApp, options: SourceRoutesOptions): void {
  app.post(
    '/transcripts/sources',
    {
      config: { permission: 'documents:write' },
      schema: { body: sourcesInput, response: { 202: sourcesView } },
    },
    async (request, reply) => {
      const { tenantId, scopes } = principalOf(request);
      if (!isAllowed(scopes, 'transcripts:read'))
        throw new Forbidden('Reading conversations needs the permission “transcripts:read”.');
      await options.usage?.assertRoom(tenantId);
      const { library_id: libraryId, transcript_ids: ids } = request.body;
      const items = [];
      for (const id of new Set(ids)) {
        const { documentId, isNew } = await addSource(options, { tenantId, libraryId, id });
        items.push({ transcript_id: id, document_id: documentId, is_new: isNew });
      }
      return reply.code(202).send({ items });
    },
  );
}
