import { z } from 'zod';
import type { EmbeddingModel } from '#ai/embed.ts';
import { principalOf } from '#auth/principal.ts';
import type { Database } from '#kernel/db/database.ts';
import { readIfMatch, requireIfMatch, sendVersioned } from '#kernel/http/etag.ts';
import type { HttpApp } from '#kernel/http/http-app.ts';
import { pageOf, pageQuery, pageSchema, positionOf } from '#kernel/http/page.ts';
import { pathId } from '#kernel/http/path-id.ts';
import { changeChunk } from './change-chunk.ts';
import { chunkChanges, chunkInput, chunkSchema, presentChunk } from './chunk-schema.ts';
import { createChunk } from './create-chunk.ts';
import { deleteChunk } from './delete-chunk.ts';
import { getChunk } from './get-chunk.ts';
import { listChunks } from './list-chunks.ts';

export interface ChunkRoutesOptions {
  db: Database;
  /** Undefined: chunks are found by their words only. */
  embed?: EmbeddingModel;
}

const documentParams = z.object({ document_id: pathId('document') });
const params = z.object({ chunk_id: pathId('chunk') });
const read = { permission: 'documents:read' };
const write = { permission: 'documents:write' };

export function chunkRoutes(app: HttpApp, options: ChunkRoutesOptions): void {
  mountChunks(app, options);
  mountChunk(app, options);
}

function mountChunks(app: HttpApp, { db, embed }: ChunkRoutesOptions): void {
  app.get(
    '/documents/:document_id/chunks',
    {
      config: read,
      schema: {
        params: documentParams,
        querystring: pageQuery,
        response: { 200: pageSchema(chunkSchema) },
      },
    },
    async request => {
      const { tenantId } = principalOf(request);
      const documentId = request.params.document_id;
      const { limit } = request.query;
      const [after] = positionOf(request) ?? [];
      const rows = await listChunks(db, { tenantId, documentId, limit, after: after as number | undefined });
      return pageOf(request, rows, { limit, positionOf: row => [row.ordinal], present: presentChunk });
    },
  );

  app.post(
    '/documents/:document_id/chunks',
    {
      config: write,
      schema: { params: documentParams, body: chunkInput, response: { 201: chunkSchema } },
    },
    async (request, reply) => {
      const { tenantId } = principalOf(request);
      const documentId = request.params.document_id;
      const chunk = await createChunk(db, { tenantId, documentId, ...request.body, embed });
      return sendVersioned(reply.code(201), presentChunk(chunk));
    },
  );
}

function mountChunk(app: HttpApp, { db, embed }: ChunkRoutesOptions): void {
  app.get(
    '/chunks/:chunk_id',
    { config: read, schema: { params, response: { 200: chunkSchema } } },
    async (request, reply) => {
      const { tenantId } = principalOf(request);
      return sendVersioned(
        reply,
        presentChunk(await getChunk(db, { tenantId, id: request.params.chunk_id })),
      );
    },
  );

  app.patch(
    '/chunks/:chunk_id',
    { config: write, schema: { params, body: chunkChanges, response: { 200: chunkSchema } } },
    async (request, reply) => {
      const { tenantId } = principalOf(request);
      const version = requireIfMatch(request);
      const id = request.params.chunk_id;
      const chunk = await changeChunk(db, { tenantId, id, version, changes: request.body, embed });
      return sendVersioned(reply, presentChunk(chunk));
    },
  );

  app.delete(
    '/chunks/:chunk_id',
    { config: write, schema: { params, response: { 204: z.undefined() } } },
    async (request, reply) => {
      const { tenantId } = principalOf(request);
      await deleteChunk(db, { tenantId, id: request.params.chunk_id, version: readIfMatch(request) });
      return reply.code(204).send();
    },
  );
}
