import { createHash } from 'node:crypto';
import type { Database } from '#kernel/db/database.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import { createId } from '#kernel/ids.ts';
import { openChunker } from '#knowledge/chunk/open-chunker.ts';
import type { PageText } from '#knowledge/chunk/read-blocks.ts';
import { indexChunks } from '#knowledge/index/index-chunks.ts';
import type { ChunkToIndex } from '#knowledge/index/index-chunks.ts';

export interface LibraryKey {
  tenantId: string;
  libraryId: string;
}

/** A tenant with one library, made straight in the database. */
export async function createLibrary(db: Database, tenantId = createId()): Promise<LibraryKey> {
  const libraryId = createId();
  await withTransaction(db, { tenantId }, async tx => {
    await tx
      .insertInto('tenants')
      .values({ id: tenantId, name: 'A tenant' })
      .onConflict(conflict => conflict.doNothing())
      .execute();
    await tx
      .insertInto('libraries')
      .values({ tenant_id: tenantId, id: libraryId, name: libraryId })
      .execute();
  });
  return { tenantId, libraryId };
}

export interface IndexedDocument {
  id: string;
  chunkIds: string[];
}

/** A document that is ready: each text is a page of one paragraph, or bring chunks that are cut already. */
export async function indexDocument(
  db: Database,
  { tenantId, libraryId }: LibraryKey,
  document: {
    title?: string;
    pages?: string[];
    chunks?: ChunkToIndex[];
    model?: string;
    generation?: number;
  },
): Promise<IndexedDocument> {
  const id = createId();
  const generation = document.generation ?? 1;
  const chunks = document.chunks ?? cutPages(document.pages ?? []);
  const title = document.title ?? 'A document';
  await withTransaction(db, { tenantId }, async tx => {
    await tx
      .insertInto('documents')
      .values({
        tenant_id: tenantId,
        id,
        library_id: libraryId,
        title,
        file_name: `${title}.txt`,
        media_type: 'text/plain',
        byte_size: 1,
        sha256: createHash('sha256').update(id).digest(),
        status: 'ready',
        generation,
        chunk_count: chunks.length,
      })
      .execute();
    for (let segment = 0; segment * 100 < chunks.length; segment++) {
      const batch = chunks.slice(segment * 100, segment * 100 + 100);
      const scope = { tenantId, libraryId, documentId: id, generation };
      await indexChunks(tx, { ...scope, segment, chunks: batch, model: document.model });
    }
  });
  return { id, chunkIds: chunks.map(chunk => chunk.id) };
}

/** Pages whose whole text is one paragraph. */
export function pageOf(text: string, number = 1): PageText {
  return { number, text, blocks: [{ kind: 'paragraph', start: 0, end: text.length }] };
}

function cutPages(texts: string[]): ChunkToIndex[] {
  const chunker = openChunker();
  const drafts = texts.flatMap((text, index) => chunker.add(pageOf(text, index + 1)));
  return [...drafts, ...chunker.end()].map(draft => ({ ...draft, id: createId() }));
}

/** A chunk that was not cut from any page. */
export function looseChunk(text: string, ordinal: number, vector?: number[]): ChunkToIndex {
  return {
    id: createId(),
    ordinal,
    text,
    headings: [],
    spans: [],
    pageStart: 1,
    pageEnd: 1,
    ...(vector && { vector: Float32Array.from(vector) }),
  };
}
