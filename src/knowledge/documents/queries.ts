import { sql } from 'kysely';
import type { Selectable } from 'kysely';
import type { Tx } from '#kernel/db/database.ts';
import { newestFirst } from '#kernel/db/newest-first.ts';
import type { AgePage } from '#kernel/db/newest-first.ts';
import type { DocumentsTable } from '#kernel/db/tables.gen.ts';

export type DocumentRow = Selectable<DocumentsTable>;

export interface NewDocument {
  tenantId: string;
  id: string;
  libraryId: string;
  jobId: string;
  title: string;
  fileName: string;
  mediaType: string;
  byteSize: number;
  sha256: Buffer;
  /** Of a document that is yet to be fetched. */
  sourceUrl?: string;
  metadata: Record<string, unknown>;
}

/** Keeps the library from being deleted until `tx` ends; false when there is none. Comes before any document's lock. */
export async function holdLibrary(tx: Tx, id: string): Promise<boolean> {
  const held = await tx
    .selectFrom('libraries')
    .select('id')
    .where('id', '=', id)
    .forKeyShare()
    .executeTakeFirst();
  return held !== undefined;
}

export async function libraryExists(tx: Tx, id: string): Promise<boolean> {
  const found = await tx.selectFrom('libraries').select('id').where('id', '=', id).executeTakeFirst();
  return found !== undefined;
}

/** Undefined when the library has these bytes, or this address, already. */
export function insertDocument(tx: Tx, document: NewDocument): Promise<DocumentRow | undefined> {
  return tx
    .insertInto('documents')
    .values({
      tenant_id: document.tenantId,
      id: document.id,
      library_id: document.libraryId,
      job_id: document.jobId,
      title: document.title,
      file_name: document.fileName,
      media_type: document.mediaType,
      byte_size: document.byteSize,
      sha256: document.sha256,
      source_url: document.sourceUrl ?? null,
      metadata: JSON.stringify(document.metadata),
    })
    .onConflict(conflict => conflict.doNothing())
    .returningAll()
    .executeTakeFirst();
}

export function lockDocumentByContent(
  tx: Tx,
  content: { libraryId: string; sha256: Buffer },
): Promise<DocumentRow | undefined> {
  return tx
    .selectFrom('documents')
    .selectAll()
    .where('library_id', '=', content.libraryId)
    .where('sha256', '=', content.sha256)
    .forUpdate()
    .executeTakeFirst();
}

export function lockDocumentBySource(
  tx: Tx,
  source: { libraryId: string; url: string },
): Promise<DocumentRow | undefined> {
  return tx
    .selectFrom('documents')
    .selectAll()
    .where('library_id', '=', source.libraryId)
    .where('source_url', '=', source.url)
    .forUpdate()
    .executeTakeFirst();
}

export function findDocumentById(tx: Tx, id: string): Promise<DocumentRow | undefined> {
  return tx.selectFrom('documents').selectAll().where('id', '=', id).executeTakeFirst();
}

/** Waits for whoever is changing it. */
export function lockDocument(tx: Tx, id: string): Promise<DocumentRow | undefined> {
  return tx.selectFrom('documents').selectAll().where('id', '=', id).forUpdate().executeTakeFirst();
}

export function lockDocumentsOfLibrary(
  tx: Tx,
  libraryId: string,
): Promise<Pick<DocumentRow, 'id' | 'job_id' | 'status'>[]> {
  return tx
    .selectFrom('documents')
    .select(['id', 'job_id', 'status'])
    .where('library_id', '=', libraryId)
    .orderBy('id')
    .forUpdate()
    .execute();
}

export interface DocumentFilters {
  libraryId?: string;
  status?: string;
  /** Part of the title, whatever its case. */
  titlePart?: string;
}

export function listDocumentRows(tx: Tx, page: AgePage & DocumentFilters): Promise<DocumentRow[]> {
  const { libraryId, status, titlePart } = page;
  return tx
    .selectFrom('documents')
    .selectAll()
    .$if(libraryId !== undefined, query => query.where('library_id', '=', libraryId!))
    .$if(status !== undefined, query => query.where('status', '=', status!))
    .$if(titlePart !== undefined, query =>
      query.where(sql<boolean>`position(lower(${titlePart}) in lower(title)) > 0`),
    )
    .$call(newestFirst('documents', page))
    .execute();
}

export interface DocumentChanges {
  title?: string;
  metadata?: Record<string, unknown>;
}

/** Undefined when there is no such document in that version. */
export function updateDocumentRow(
  tx: Tx,
  options: { id: string; version?: number; changes: DocumentChanges },
): Promise<DocumentRow | undefined> {
  const { id, version, changes } = options;
  return tx
    .updateTable('documents')
    .set({
      title: changes.title,
      metadata: changes.metadata && JSON.stringify(changes.metadata),
      version: sql`version + 1`,
      updated_at: sql`now()`,
    })
    .where('id', '=', id)
    .$if(version !== undefined, query => query.where('version', '=', version!))
    .returningAll()
    .executeTakeFirst();
}

/** failed | cancelled -> pending, for a new job that goes on behind the last checkpoint; undefined otherwise. */
export function requeueDocument(
  tx: Tx,
  options: { id: string; jobId: string },
): Promise<DocumentRow | undefined> {
  return tx
    .updateTable('documents')
    .set({
      status: 'pending',
      failure: null,
      put_back_since: null,
      job_id: options.jobId,
      updated_at: sql`now()`,
    })
    .where('id', '=', options.id)
    .where('status', 'in', ['failed', 'cancelled'])
    .returningAll()
    .executeTakeFirst();
}

/** pending | extracting | embedding -> cancelled; undefined when it was over already. */
export function markCancelled(tx: Tx, id: string): Promise<DocumentRow | undefined> {
  return tx
    .updateTable('documents')
    .set({ status: 'cancelled', updated_at: sql`now()` })
    .where('id', '=', id)
    .where('status', 'in', ['pending', 'extracting', 'embedding'])
    .returningAll()
    .executeTakeFirst();
}

/** Pages, chunks and their index go with it. */
export async function deleteDocumentRow(tx: Tx, id: string): Promise<void> {
  await tx.deleteFrom('documents').where('id', '=', id).execute();
}

/** Of `ids`, those that exist. */
export async function listExistingIds(tx: Tx, ids: readonly string[]): Promise<string[]> {
  const rows = await tx.selectFrom('documents').select('id').where('id', 'in', ids).execute();
  return rows.map(row => row.id);
}

export interface PageSummaryRow {
  number: number;
  characters: number;
  warnings: unknown;
}

/** Of the generation that readers see, in order. */
export function listPageRows(
  tx: Tx,
  options: { documentId: string; generation: number; limit: number; after?: number },
): Promise<PageSummaryRow[]> {
  return tx
    .selectFrom('document_pages')
    .select(['number', 'warnings', sql<number>`length(text)`.as('characters')])
    .where('document_id', '=', options.documentId)
    .where('generation', '=', options.generation)
    .where('number', '>', options.after ?? 0)
    .orderBy('number')
    .limit(options.limit + 1)
    .execute();
}

export function findPageRow(tx: Tx, options: { documentId: string; generation: number; number: number }) {
  return tx
    .selectFrom('document_pages')
    .selectAll()
    .where('document_id', '=', options.documentId)
    .where('generation', '=', options.generation)
    .where('number', '=', options.number)
    .executeTakeFirst();
}

/** With something to read in them. */
export function listSourceRows(
  tx: Tx,
  { documentIds, hashes }: { documentIds: string[]; hashes: Buffer[] },
): Promise<Pick<DocumentRow, 'id' | 'sha256' | 'generation'>[]> {
  return tx
    .selectFrom('documents')
    .select(['id', 'sha256', 'generation'])
    .where('generation', '>', 0)
    .where(eb =>
      eb.or([
        ...(documentIds.length > 0 ? [eb('id', 'in', documentIds)] : []),
        ...(hashes.length > 0 ? [eb('sha256', 'in', hashes)] : []),
      ]),
    )
    .orderBy('id')
    .execute();
}

const pageColumns = ['number', 'text', 'words', 'blocks'] as const;

export function listPagesOf(tx: Tx, options: { id: string; generation: number; numbers: number[] }) {
  return tx
    .selectFrom('document_pages')
    .select(pageColumns)
    .where('document_id', '=', options.id)
    .where('generation', '=', options.generation)
    .where('number', 'in', options.numbers)
    .orderBy('number')
    .execute();
}

/** White space counts as one space on both sides. */
export function findPageWithText(tx: Tx, options: { id: string; generation: number; text: string }) {
  return tx
    .selectFrom('document_pages')
    .select(pageColumns)
    .where('document_id', '=', options.id)
    .where('generation', '=', options.generation)
    .where(sql<boolean>`position(${options.text} in regexp_replace(text, '\\s+', ' ', 'g')) > 0`)
    .orderBy('number')
    .limit(1)
    .executeTakeFirst();
}
