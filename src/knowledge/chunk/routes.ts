import { z } from 'zod';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { EmbeddingModel } from '#ai/embed.ts';
import { EmbeddingBill } from '#ai/metering/embedding-bill.ts';
import { principalOf } from '#auth/principal.ts';
import type { Database, Tx } from '#kernel/db/database.ts';
import { etagOf, readIfMatch, requireIfMatch, sendVersioned } from '#kernel/http/etag.ts';
import type { HttpApp } from '#kernel/http/http-app.ts';
import { pageOf, pageQuery, pageSchema, positionOf } from '#kernel/http/page.ts';
import { pathId } from '#kernel/http/path-id.ts';
import { actOnce } from '#kernel/idempotency/act-once.ts';
import type { Usage } from '#usage/holds/open-usage.ts';
import { changeChunk } from './change-chunk.ts';
import { chunkChanges, chunkInput, chunkSchema, presentChunk } from './chunk-schema.ts';
import { createChunk } from './create-chunk.ts';
import { deleteChunk } from './delete-chunk.ts';
import { getChunk } from './get-chunk.ts';
import { listChunks } from './list-chunks.ts';
import type { ChunkRow } from './queries.ts';

export interface ChunkRoutesOptions {
  db: Database;
  /** Undefined: chunks are found by their words only. */
  embed?: EmbeddingModel;
  /** Undefined: embedding chunks costs nothing. */
  usage?: Usage;
}

const documentParams = z.object({ document_id: pathId('document') });
const params = z.object({ chunk_id: pathId('chunk') });
const read = { permission: 'documents:read' };
const write = { permission: 'documents:write' };

export function chunkRoutes(app: HttpApp, options: ChunkRoutesOptions): void {
  mountChunks(app, options);
  mountChunk(app, options);
}

function mountChunks(app: HttpApp, { db, embed, usage }: ChunkRoutesOptions): void {
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
      const { tenantId, userId } = principalOf(request);
      const documentId = request.params.document_id;
      const chunk = { tenantId, documentId, ...request.body };
      return actOnce(request, reply, {
        db,
        tenantId,
        userId,
        body: request.body,
        act: async claim => {
          await using bill = billOf(request, { embed, usage });
          const onCommit = async (tx: Tx, chunkId: string) => {
            await claim?.finish(tx, chunkId);
            await bill?.settle(tx);
          };
          return sent(reply, await createChunk(db, { ...chunk, embed: bill?.model ?? embed, onCommit }));
        },
        replay: async id => sent(reply, await getChunk(db, { tenantId, id: id! })),
      });
    },
  );
}

function mountChunk(app: HttpApp, { db, embed, usage }: ChunkRoutesOptions): void {
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
      await using bill = billOf(request, { embed, usage });
      const chunk = await changeChunk(db, {
        tenantId,
        id,
        version,
        changes: request.body,
        embed: bill?.model ?? embed,
        onCommit: async tx => bill?.settle(tx),
      });
      return await sendVersioned(reply, presentChunk(chunk));
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

function billOf(
  request: FastifyRequest,
  { embed, usage }: Pick<ChunkRoutesOptions, 'embed' | 'usage'>,
): EmbeddingBill | undefined {
  const { tenantId, userId } = principalOf(request);
  const work = { tenantId, userId, requestId: request.id, kind: 'chunk-embedding' } as const;
  return usage && embed && new EmbeddingBill(usage, embed, work);
}

function sent(reply: FastifyReply, row: ChunkRow): ReturnType<typeof presentChunk> {
  void reply.code(201).header('etag', etagOf(row.version));
  return presentChunk(row);
}
