import { z } from 'zod';
import type { Database } from '#kernel/db/database.ts';
import { principalOf } from '#auth/principal.ts';
import { readIfMatch, requireIfMatch, sendVersioned } from '#kernel/http/etag.ts';
import type { HttpApp } from '#kernel/http/http-app.ts';
import { agePageOf, pageOf, pageQuery, pageSchema } from '#kernel/http/page.ts';
import { pathId } from '#kernel/http/path-id.ts';
import { createLibrary } from './create-library.ts';
import { deleteLibrary } from './delete-library.ts';
import type { DeleteLibraryOptions } from './delete-library.ts';
import { getLibrary } from './get-library.ts';
import { libraryChanges, libraryInput, librarySchema, presentLibrary } from './library-schema.ts';
import { listLibraries } from './list-libraries.ts';
import { updateLibrary } from './update-library.ts';

export interface LibraryRoutesOptions {
  db: Database;
  /** Plans the clean-up of what a library's documents keep outside the database. */
  onDelete: DeleteLibraryOptions['onDelete'];
}

const params = z.object({ library_id: pathId('library') });
const read = { permission: 'libraries:read' };
const write = { permission: 'libraries:write' };

export function libraryRoutes(app: HttpApp, options: LibraryRoutesOptions): void {
  mountLibraries(app, options);
  mountLibrary(app, options);
}

function mountLibraries(app: HttpApp, { db }: LibraryRoutesOptions): void {
  app.get(
    '/libraries',
    { config: read, schema: { querystring: pageQuery, response: { 200: pageSchema(librarySchema) } } },
    async request => {
      const { tenantId } = principalOf(request);
      const page = agePageOf(request);
      const rows = await listLibraries(db, { tenantId, ...page });
      return pageOf(request, rows, { limit: page.limit, present: presentLibrary });
    },
  );

  app.post(
    '/libraries',
    { config: write, schema: { body: libraryInput, response: { 201: librarySchema } } },
    async (request, reply) => {
      const { tenantId } = principalOf(request);
      const library = await createLibrary(db, { tenantId, ...request.body });
      return sendVersioned(reply.code(201), presentLibrary(library));
    },
  );
}

function mountLibrary(app: HttpApp, { db, onDelete }: LibraryRoutesOptions): void {
  app.get(
    '/libraries/:library_id',
    { config: read, schema: { params, response: { 200: librarySchema } } },
    async (request, reply) => {
      const { tenantId } = principalOf(request);
      const library = await getLibrary(db, { tenantId, id: request.params.library_id });
      return sendVersioned(reply, presentLibrary(library));
    },
  );

  app.patch(
    '/libraries/:library_id',
    { config: write, schema: { params, body: libraryChanges, response: { 200: librarySchema } } },
    async (request, reply) => {
      const { tenantId } = principalOf(request);
      const version = requireIfMatch(request);
      const id = request.params.library_id;
      const library = await updateLibrary(db, { tenantId, id, version, changes: request.body });
      return sendVersioned(reply, presentLibrary(library));
    },
  );

  app.delete(
    '/libraries/:library_id',
    { config: write, schema: { params, response: { 204: z.undefined() } } },
    async (request, reply) => {
      const { tenantId } = principalOf(request);
      const id = request.params.library_id;
      await deleteLibrary(db, { tenantId, id, version: readIfMatch(request), onDelete });
      return reply.code(204).send();
    },
  );
}
