import { z } from 'zod';
import { principalOf } from '#auth/principal.ts';
import { sendVersioned } from '#kernel/http/etag.ts';
import type { HttpApp } from '#kernel/http/http-app.ts';
import type { UploadDeps } from '#knowledge/documents/upload-document.ts';
import { librarySchema, presentLibrary } from '#knowledge/libraries/library-schema.ts';
import type { Usage } from '#usage/holds/open-usage.ts';
import { addSampleLibrary } from './add-sample-library.ts';
import { listSampleFiles } from './list-sample-files.ts';

/** The sample library, offered to whoever has nothing to ask yet. */
export function sampleRoutes(app: HttpApp, options: UploadDeps & { usage?: Usage }): void {
  const config = { permission: 'documents:write' };
  app.get(
    '/libraries/samples',
    {
      config,
      schema: { response: { 200: z.object({ document_count: z.int() }) } },
    },
    async () => ({ document_count: (await listSampleFiles()).length }),
  );

  app.post(
    '/libraries/samples',
    { config, schema: { response: { 201: librarySchema } } },
    async (request, reply) => {
      const { tenantId } = principalOf(request);
      await options.usage?.assertRoom(tenantId);
      const library = await addSampleLibrary(options, { tenantId });
      return sendVersioned(reply.code(201), presentLibrary(library));
    },
  );
}
