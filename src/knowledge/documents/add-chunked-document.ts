import type { FastifyReply, FastifyRequest } from 'fastify';
import type { EmbeddingModel } from '#ai/embed.ts';
import { EmbeddingBill } from '#ai/metering/embedding-bill.ts';
import { principalOf } from '#auth/principal.ts';
import type { BlobStore } from '#kernel/blobs/blob-store.ts';
import type { Database, Tx } from '#kernel/db/database.ts';
import { InvalidInput } from '#kernel/errors/common-errors.ts';
import { actOnce } from '#kernel/idempotency/act-once.ts';
import { chunkedDocumentInput } from '#knowledge/chunk/chunked-document-schema.ts';
import type { ChunkedDocumentInput } from '#knowledge/chunk/chunked-document-schema.ts';
import { createChunkedDocument } from '#knowledge/chunk/create-chunked-document.ts';
import type { Usage } from '#usage/holds/open-usage.ts';
import { answerWithDocument } from './answer-with-document.ts';
import type { DocumentView } from './document-schema.ts';

interface Deps {
  db: Database;
  blobs: BlobStore;
  usage?: Usage;
  embed?: EmbeddingModel;
}

/** Answers a request that brings a document's passages: once for one `Idempotency-Key`, billed for what is embedded. */
export function addChunkedDocument(
  request: FastifyRequest,
  reply: FastifyReply,
  deps: Deps,
): Promise<DocumentView> {
  const { tenantId, userId } = principalOf(request);
  const { db, usage, embed } = deps;
  const input = parseInput(request.body);
  const { library_id: libraryId } = request.params as { library_id: string };
  const present = (id: string, status: number) => answerWithDocument(reply, db, { tenantId, id, status });
  const act = async (claim?: { finish(tx: Tx, id: string): Promise<unknown> }) => {
    await usage?.assertRoom(tenantId);
    const work = { tenantId, userId, requestId: request.id, kind: 'chunk-embedding' } as const;
    await using bill = usage && embed && new EmbeddingBill(usage, embed, work);
    const onCommit = async (tx: Tx, documentId: string) => {
      await claim?.finish(tx, documentId);
      await bill?.settle(tx);
    };
    const options = { tenantId, libraryId, input, embed: bill?.model ?? embed, onCommit };
    const { id, isNew } = await createChunkedDocument(deps, options);
    return await present(id, isNew ? 202 : 200);
  };
  return actOnce(request, reply, { db, tenantId, userId, body: input, act, replay: id => present(id!, 202) });
}

function parseInput(body: unknown): ChunkedDocumentInput {
  const parsed = chunkedDocumentInput.safeParse(body);
  if (parsed.success) return parsed.data;
  const fields = parsed.error.issues.map(({ path, message }) => ({
    path: ['body', ...path].join('.'),
    message,
  }));
  throw new InvalidInput(`This document is not valid: ${fields[0]?.path} – ${fields[0]?.message}`, {
    fields: fields.slice(0, 20),
    nextStep: 'Send “title” and “chunks”, each with “text”, and “metadata” and “embedding” as you like.',
  });
}
