import { createHash } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { principalOf } from '#auth/principal.ts';
import type { Database, Tx } from '#kernel/db/database.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import { NotFound, Overloaded } from '#kernel/errors/common-errors.ts';
import { actOnce } from '#kernel/idempotency/act-once.ts';
import { createId } from '#kernel/ids.ts';
import type { JobQueue } from '#kernel/jobs/job-queue.ts';
import { ingestDocumentJob } from '#knowledge/ingest/ingest-document-job.ts';
import type { Usage } from '#usage/holds/open-usage.ts';
import { answerWithDocument } from './answer-with-document.ts';
import type { DocumentView } from './document-schema.ts';
import { parseUrlDocument } from './parse-url-document.ts';
import type { UrlDocument } from './parse-url-document.ts';
import { holdLibrary, insertDocument, lockDocumentBySource } from './queries.ts';
import { enqueueAgain } from './retry-document.ts';

interface Deps {
  db: Database;
  jobs: JobQueue;
  usage?: Usage;
}

/** Answers a request that brings an address: the document is there at once, and its job fetches it. */
export function addDocumentByUrl(
  request: FastifyRequest,
  reply: FastifyReply,
  deps: Deps,
): Promise<DocumentView> {
  const { tenantId, userId } = principalOf(request);
  const { db, usage } = deps;
  const input = parseUrlDocument(request.body);
  const { library_id: libraryId } = request.params as { library_id: string };
  const present = (id: string, status: number) => answerWithDocument(reply, db, { tenantId, id, status });
  const act = async (claim?: { finish(tx: Tx, id: string): Promise<unknown> }) => {
    await usage?.assertRoom(tenantId);
    const onCommit = async (tx: Tx, id: string) => void (await claim?.finish(tx, id));
    const { id, isNew } = await addOrFind(deps, { tenantId, libraryId, input, onCommit });
    return await present(id, isNew ? 202 : 200);
  };
  return actOnce(request, reply, { db, tenantId, userId, body: input, act, replay: id => present(id!, 202) });
}

interface Addition {
  tenantId: string;
  libraryId: string;
  input: UrlDocument;
  onCommit(tx: Tx, documentId: string): Promise<void>;
}

type Found = { id: string; isNew: boolean };

const MAX_ROUNDS = 3;

async function addOrFind(deps: Deps, addition: Addition): Promise<Found> {
  for (let round = 1; round <= MAX_ROUNDS; round++) {
    const found = await withTransaction(deps.db, addition, async tx => {
      const document = await tryAddOrFind(tx, deps.jobs, addition);
      if (document !== undefined) await addition.onCommit(tx, document.id);
      return document;
    });
    if (found !== undefined) return found;
  }
  throw new Overloaded('This document is being deleted and added again.', { retryAfterSeconds: 1 });
}

/** Undefined when the document of the same address vanished in between. */
async function tryAddOrFind(tx: Tx, jobs: JobQueue, addition: Addition): Promise<Found | undefined> {
  const { tenantId, libraryId, input } = addition;
  if (!(await holdLibrary(tx, libraryId))) throw new NotFound('library');
  const jobId = createId();
  const added = await insertDocument(tx, { ...asNewDocument(addition), jobId });
  if (added !== undefined) {
    // Enqueue inside the transaction: a crash must not leave a document that no worker will fetch.
    const data = { tenantId, documentId: added.id };
    await jobs.enqueue(tx, ingestDocumentJob, data, { id: jobId, groupId: tenantId });
    return { id: added.id, isNew: true };
  }
  const present = await lockDocumentBySource(tx, { libraryId, url: input.url });
  if (present !== undefined) await enqueueAgain(tx, jobs, present);
  return present && { id: present.id, isNew: false };
}

const asNewDocument = ({ tenantId, libraryId, input }: Addition) => ({
  tenantId,
  id: createId(),
  libraryId,
  title: input.title,
  fileName: input.fileName,
  mediaType: 'application/octet-stream',
  byteSize: 0,
  // Stands for the bytes until there are any.
  sha256: createHash('sha256').update(`url ${input.url}`).digest(),
  sourceUrl: input.url,
  metadata: input.metadata,
});
