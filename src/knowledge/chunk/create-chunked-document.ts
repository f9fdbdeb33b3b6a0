import { createHash } from 'node:crypto';
import { rm, writeFile } from 'node:fs/promises';
import type { EmbeddingModel } from '#ai/embed.ts';
import type { BlobStore } from '#kernel/blobs/blob-store.ts';
import type { Database, Tx } from '#kernel/db/database.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import { NotFound } from '#kernel/errors/common-errors.ts';
import { createId } from '#kernel/ids.ts';
import { indexChunks, MAX_SEGMENT_CHUNKS, textToEmbed } from '#knowledge/index/index-chunks.ts';
import type { ChunkToIndex } from '#knowledge/index/index-chunks.ts';
import { chooseModel } from './choose-model.ts';
import type { ChunkedDocumentInput } from './chunked-document-schema.ts';
import {
  countOn,
  findActiveModel,
  findDocumentByContent,
  holdLibrary,
  insertReadyDocument,
} from './queries.ts';

export interface ChunkedDocumentOptions {
  tenantId: string;
  libraryId: string;
  input: ChunkedDocumentInput;
  embed?: EmbeddingModel;
  /** Done last in the transaction that adds it, and nothing is added if it fails. */
  onCommit?: (tx: Tx, documentId: string) => Promise<void>;
}

interface Deps {
  db: Database;
  blobs: BlobStore;
}

/**
 * Adds a document whose passages the caller has cut: it can be searched as soon as this returns. Passages that come
 * without a vector are embedded, where the library's model is ours to ask. The same document again is found, not added.
 * @throws NotFound, WrongDimension, OtherModel
 */
export async function createChunkedDocument(
  { db, blobs }: Deps,
  options: ChunkedDocumentOptions,
): Promise<{ id: string; isNew: boolean }> {
  const { tenantId, input } = options;
  const bytes = Buffer.from(JSON.stringify(input));
  const content = { bytes, sha256: createHash('sha256').update(bytes).digest() };
  const found = await withTransaction(db, { tenantId }, tx => lookAround(tx, options, content.sha256));
  if (found.documentId !== undefined) return { id: found.documentId, isNew: false };
  const { chunks, model } = await embedMissing(options, found.activeModel);
  const id = createId();
  const key = `${tenantId}/${id}`;
  const path = blobs.temporaryPath();
  try {
    await writeFile(path, bytes, { mode: 0o600 });
    // The bytes before the row: a document whose file is missing must never be seen.
    await blobs.putFile(key, path);
    await withTransaction(db, { tenantId }, tx => addDocument(tx, options, { id, content, chunks, model }));
    return { id, isNew: true };
  } catch (error) {
    await rm(path, { force: true });
    await blobs.delete(key);
    const twin = await withTransaction(db, { tenantId }, tx => lookAround(tx, options, content.sha256));
    if (twin.documentId === undefined) throw error;
    return { id: twin.documentId, isNew: false };
  }
}

async function lookAround(tx: Tx, { tenantId, libraryId }: ChunkedDocumentOptions, sha256: Buffer) {
  if (!(await holdLibrary(tx, { tenantId, libraryId }))) throw new NotFound('library');
  const documentId = await findDocumentByContent(tx, { tenantId, libraryId, sha256 });
  return { documentId, activeModel: await findActiveModel(tx, { tenantId, libraryId }) };
}

interface Embedded {
  chunks: ChunkToIndex[];
  model?: string;
}

async function embedMissing({ input, embed }: ChunkedDocumentOptions, active?: string): Promise<Embedded> {
  const brings = input.chunks.some(chunk => chunk.embedding);
  const model = brings ? chooseModel(input.embedding_model, active, embed?.id) : (active ?? embed?.id);
  const chunks = input.chunks.map((chunk, ordinal): ChunkToIndex => ({
    id: createId(),
    ordinal,
    text: chunk.text.toWellFormed(),
    metadata: chunk.metadata,
    headings: [],
    spans: [],
    pageStart: null,
    pageEnd: null,
    vector: chunk.embedding && Float32Array.from(chunk.embedding),
  }));
  const missing = chunks.filter(chunk => chunk.vector === undefined);
  if (embed === undefined || embed.id !== model) return { chunks, model };
  const signal = new AbortController().signal;
  for (let start = 0; start < missing.length; start += embed.maxBatch) {
    const batch = missing.slice(start, start + embed.maxBatch);
    const vectors = await embed.embed(batch.map(textToEmbed), { signal, purpose: 'document' });
    for (const [index, chunk] of batch.entries()) chunk.vector = vectors[index];
  }
  return { chunks, model };
}

interface Addition extends Embedded {
  id: string;
  content: { bytes: Buffer; sha256: Buffer };
}

async function addDocument(tx: Tx, options: ChunkedDocumentOptions, addition: Addition): Promise<void> {
  const { tenantId, libraryId, input } = options;
  const { id, content, chunks, model } = addition;
  const { title, metadata } = input;
  const byteSize = content.bytes.length;
  // The library before anything in it: the order in which everybody locks.
  if (!(await holdLibrary(tx, { tenantId, libraryId }))) throw new NotFound('library');
  await insertReadyDocument(tx, {
    tenantId,
    libraryId,
    id,
    title,
    metadata,
    byteSize,
    sha256: content.sha256,
  });
  const scope = { tenantId, libraryId, documentId: id, generation: 1 };
  let tokens = 0;
  for (let segment = 0; segment * MAX_SEGMENT_CHUNKS < chunks.length; segment++) {
    const batch = chunks.slice(segment * MAX_SEGMENT_CHUNKS, (segment + 1) * MAX_SEGMENT_CHUNKS);
    tokens += (await indexChunks(tx, { ...scope, segment, chunks: batch, model })).tokenCount;
  }
  await countOn(tx, { tenantId, id }, { chunks: chunks.length, tokens });
  await options.onCommit?.(tx, id);
}
