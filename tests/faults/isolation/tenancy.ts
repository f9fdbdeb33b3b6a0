import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { createSignInLink } from '#auth/sessions/create-sign-in-link.ts';
import { redeemSignInLink } from '#auth/sessions/redeem-sign-in-link.ts';
import type { Tx } from '#kernel/db/database.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import { createId } from '#kernel/ids.ts';
import { blobKeyOf } from '#knowledge/documents/blob-key.ts';
import { ingestDocumentJob } from '#knowledge/ingest/ingest-document-job.ts';
import { indexChunks } from '#knowledge/index/index-chunks.ts';
import { makePdf } from '#tests/support/files/make-pdf.ts';
import { looseChunk } from '#tests/support/index-document.ts';
import { signUp } from '#tests/support/open-test-api.ts';
import type { TestUser } from '#tests/support/open-test-api.ts';
import { createAccess } from './create-access.ts';
import { insertConversation } from './insert-conversation.ts';
import { insertDeletedDocument } from './insert-deleted-document.ts';
import { insertInsights } from './insert-insights.ts';
import { insertFeatures } from './insert-features.ts';
import { insertTranscripts } from './insert-transcripts.ts';
import { insertUsage } from './insert-usage.ts';
import type { Target } from './open-target.ts';

/** One tenant with two of everything, so that each of its lists has a second page. */
export interface Tenancy extends TestUser {
  /** Stands in every text of this tenant and nowhere else: whoever else sees it has seen a leak. */
  marker: string;
  /** By the name of the path parameter, or of the field in a query or body. */
  ids: Record<string, string>;
}

/** Found in both tenants' documents, so that a search that forgot its tenant would find the other's. */
export const QUESTION = 'How high does the tidal harbour gate open?';

export async function createTenancy(target: Target, name: string): Promise<Tenancy> {
  const user = await signUp(target.app, target.context.db, name);
  const marker = `only-in-${name}-${createId().slice(-8)}`;
  const ids: Record<string, string> = { user_id: user.userId };
  for (const round of [1, 2]) {
    const scope = { ...user, marker: `${marker} ${round}` };
    Object.assign(ids, await createApiKeyOf(user, scope.marker));
    Object.assign(ids, await beginUpload(user, scope.marker));
    Object.assign(ids, await createLibraryOf(target, scope));
    const shared = { marker: scope.marker, conversationId: ids['conversation_id']! };
    Object.assign(ids, await createAccess(user, shared));
    Object.assign(ids, await withTransaction(target.context.db, user, tx => insertTranscripts(tx, scope)));
    Object.assign(ids, await withTransaction(target.context.db, user, tx => insertFeatures(tx, scope)));
    Object.assign(
      ids,
      await withTransaction(target.context.db, user, tx =>
        insertInsights(tx, { ...scope, documentId: ids['document_id']! }),
      ),
    );
  }
  await createSecrets(target, user);
  await withTransaction(target.context.db, user, async tx => {
    await insertUsage(tx, { ...user, marker });
    await insertGraph(tx);
  });
  return { ...user, marker, ids };
}

/** Planned, not built: its row is all that a stranger could be after. */
async function insertGraph(tx: Tx): Promise<void> {
  const set = await tx.selectFrom('vector_sets').select(['tenant_id', 'id']).executeTakeFirstOrThrow();
  const graph = { number: 1, m: 16, ef_construction: 64, state: 'filling' };
  await tx
    .insertInto('vector_graphs')
    .values({ tenant_id: set.tenant_id, set_id: set.id, ...graph })
    .execute();
}

interface Scope {
  tenantId: string;
  userId: string;
  marker: string;
}

async function createApiKeyOf(user: TestUser, marker: string): Promise<Record<string, string>> {
  const reply = await user.call('POST', '/api-keys', { name: `Key ${marker}`, scopes: ['libraries:read'] });
  return { api_key_id: reply.json<{ id: string }>().id };
}

async function beginUpload(user: TestUser, marker: string): Promise<Record<string, string>> {
  const reply = await user.call('POST', '/uploads', undefined, {
    'tus-resumable': '1.0.0',
    'upload-length': '1',
    'upload-metadata': `filename ${Buffer.from(marker).toString('base64')}`,
  });
  return { upload_id: String(reply.headers.location).split('/').at(-1)! };
}

async function createLibraryOf(target: Target, scope: Scope): Promise<Record<string, string>> {
  const { tenantId, marker } = scope;
  const library_id = createId();
  await withTransaction(target.context.db, { tenantId }, tx =>
    tx
      .insertInto('libraries')
      .values({ tenant_id: tenantId, id: library_id, name: marker, metadata: JSON.stringify({ marker }) })
      .execute(),
  );
  await createDocumentOf(target, scope, library_id);
  const names = { library_id, vector_store_id: library_id, model: `kb:${library_id}` };
  return { ...names, ...(await createDocumentOf(target, scope, library_id)) };
}

/** A document that is ready, its file, a job to read it again, and a conversation about it. */
async function createDocumentOf(
  { context: { db, blobs, jobs } }: Target,
  scope: Scope,
  libraryId: string,
): Promise<Record<string, string>> {
  const { tenantId, marker } = scope;
  const document_id = createId();
  const path = blobs.temporaryPath();
  const file = await fileOf(marker);
  await writeFile(path, file);
  await blobs.putFile(blobKeyOf({ tenantId, id: document_id }), path);
  return withTransaction(db, { tenantId }, async tx => {
    await jobs.enqueue(tx, ingestDocumentJob, { tenantId, documentId: document_id }, { groupId: tenantId });
    const [chunk_id = ''] = await insertDocument(tx, { ...scope, libraryId, documentId: document_id, file });
    await insertDeletedDocument(tx, { ...scope, libraryId });
    const chat = await insertConversation(tx, { ...scope, documentId: document_id, chunkId: chunk_id });
    return { document_id, chunk_id, ...chat };
  });
}

/** Of two pages, which can be shown as images. */
const fileOf = (marker: string): Promise<Buffer> =>
  makePdf(
    [1, 2].map(n => pdf => pdf.text(`Page ${n} of ${marker}.`)),
    { info: { Title: marker } },
  );

interface DocumentScope extends Scope {
  libraryId: string;
  documentId: string;
  file: Buffer;
}

async function insertDocument(tx: Tx, scope: DocumentScope): Promise<string[]> {
  const { tenantId, libraryId, documentId, marker, file } = scope;
  await tx
    .insertInto('documents')
    .values({
      tenant_id: tenantId,
      id: documentId,
      library_id: libraryId,
      title: `Title ${marker}`,
      file_name: `${marker}.pdf`,
      media_type: 'application/pdf',
      format: 'pdf',
      byte_size: file.length,
      sha256: createHash('sha256').update(documentId).digest(),
      status: 'ready',
      generation: 1,
      page_count: 2,
      chunk_count: 2,
      metadata: JSON.stringify({ marker }),
    })
    .execute();
  await insertAttempt(tx, scope);
  const texts = [1, 2].map(n => `The tidal harbour gate opens ${n} metres high, says ${marker}.`);
  const pages = texts.map((text, index) => ({
    tenant_id: tenantId,
    document_id: documentId,
    generation: 1,
    number: index + 1,
    text,
    width: 595,
    height: 842,
  }));
  await tx.insertInto('document_pages').values(pages).execute();
  const chunks = texts.map((text, ordinal) => looseChunk(text, ordinal, [1, 0, 0]));
  await indexChunks(tx, {
    tenantId,
    libraryId,
    documentId,
    generation: 1,
    segment: 0,
    model: 'fake',
    chunks,
  });
  return chunks.map(chunk => chunk.id);
}

async function insertAttempt(tx: Tx, { tenantId, documentId, marker }: DocumentScope): Promise<void> {
  await tx
    .insertInto('document_attempts')
    .values({
      tenant_id: tenantId,
      document_id: documentId,
      attempt: 1,
      job_id: documentId,
      queue_wait_ms: 1,
      pages_from: 0,
      pages_to: 2,
      failure: JSON.stringify({ code: 'unexpected', message: marker, next_step: null }),
    })
    .execute();
}

/** One link that is open and one that became a session. */
async function createSecrets({ context: { db } }: Target, user: TestUser): Promise<void> {
  const links = [1, 2].map(() => createSignInLink(db, { ...user, ttlMs: 3_600_000 }));
  const [used] = await Promise.all(links);
  await redeemSignInLink(db, used!.token);
}
