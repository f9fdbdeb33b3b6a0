import { sql } from 'kysely';
import type { Tx } from '#kernel/db/database.ts';
import type { ExtractedDocument, ExtractedPage } from '#knowledge/extract/extraction.ts';
import { sumWarnings } from '#knowledge/extract/sum-warnings.ts';
import type { WarningSum } from '#knowledge/extract/sum-warnings.ts';
import { asStoredWarning } from './stored-warning.ts';
import type { StoredWarning } from './stored-warning.ts';

/** One attempt to read one document: every write carries it. */
export interface Ingestion {
  tenantId: string;
  documentId: string;
  libraryId: string;
  attempt: number;
  /** What is written now and published at the end. */
  generation: number;
  fileName: string;
  /** Where its bytes come from, as long as they have not been fetched. */
  sourceToFetch?: string;
  pagesDone: number;
  segmentsDone: number;
  chunkerState?: string;
}

const UNFINISHED = ['pending', 'extracting', 'embedding'];
const MAX_WARNINGS = 100;

/** pending | extracting | embedding -> extracting, as the only attempt that may write; undefined when it may not. */
export async function beginAttempt(
  tx: Tx,
  options: { tenantId: string; documentId: string; jobId: string },
): Promise<Ingestion | undefined> {
  const row = await tx
    .updateTable('documents')
    .set({ attempt: sql`attempt + 1`, status: 'extracting', failure: null, updated_at: sql`now()` })
    .where('id', '=', options.documentId)
    .where('job_id', '=', options.jobId)
    .where('status', 'in', UNFINISHED)
    .returningAll()
    .executeTakeFirst();
  return (
    row && {
      tenantId: options.tenantId,
      documentId: row.id,
      libraryId: row.library_id,
      attempt: row.attempt,
      generation: row.generation + 1,
      fileName: row.file_name,
      sourceToFetch: row.fetched_at === null ? (row.source_url ?? undefined) : undefined,
      pagesDone: row.pages_done,
      segmentsDone: row.segments_done,
      chunkerState: row.chunker_state ?? undefined,
    }
  );
}

/**
 * Holds the document for this attempt until `tx` ends; false when another one has it, or it was cancelled or deleted.
 * The library first: whoever deletes it takes the locks in the same order.
 */
export async function holdDocument(tx: Tx, ingestion: Ingestion): Promise<boolean> {
  await tx
    .selectFrom('libraries')
    .select('id')
    .where('id', '=', ingestion.libraryId)
    .forKeyShare()
    .executeTakeFirst();
  const held = await tx
    .selectFrom('documents')
    .select('id')
    .where('id', '=', ingestion.documentId)
    .where('attempt', '=', ingestion.attempt)
    .where('status', 'in', ['extracting', 'embedding'])
    .forNoKeyUpdate()
    .executeTakeFirst();
  return held !== undefined;
}

export async function saveDocumentFacts(
  tx: Tx,
  ingestion: Ingestion,
  document: ExtractedDocument,
): Promise<void> {
  await tx
    .updateTable('documents')
    .set({
      format: document.format,
      paged: document.paged,
      page_count: document.pageCount,
      warnings: JSON.stringify(document.warnings.slice(0, MAX_WARNINGS).map(asStoredWarning)),
      warning_sums: JSON.stringify(sumWarnings([], document.warnings)),
      updated_at: sql`now()`,
    })
    .where('id', '=', ingestion.documentId)
    .execute();
}

export interface FetchedFacts {
  fileName: string;
  mediaType: string;
  byteSize: number;
  sha256: Buffer;
}

/** Undefined, or the title of the document of the same library that has these bytes already: then nothing is saved. */
export async function saveFetched(
  tx: Tx,
  ingestion: Ingestion,
  fetched: FetchedFacts,
): Promise<string | undefined> {
  const same = await tx
    .selectFrom('documents')
    .select('title')
    .where('library_id', '=', ingestion.libraryId)
    .where('sha256', '=', fetched.sha256)
    .where('id', '!=', ingestion.documentId)
    .executeTakeFirst();
  if (same !== undefined) return same.title;
  await tx
    .updateTable('documents')
    .set({
      file_name: fetched.fileName,
      media_type: fetched.mediaType,
      byte_size: fetched.byteSize,
      sha256: fetched.sha256,
      fetched_at: sql`now()`,
      updated_at: sql`now()`,
    })
    .where('id', '=', ingestion.documentId)
    .execute();
  return undefined;
}

export async function insertPages(
  tx: Tx,
  ingestion: Ingestion,
  pages: readonly ExtractedPage[],
): Promise<void> {
  if (pages.length === 0) return;
  await tx
    .insertInto('document_pages')
    .values(pages.map(page => asPageRow(ingestion, page)))
    .execute();
}

function asPageRow(ingestion: Ingestion, page: ExtractedPage) {
  return {
    tenant_id: ingestion.tenantId,
    document_id: ingestion.documentId,
    generation: ingestion.generation,
    number: page.number,
    text: page.text.toWellFormed(),
    width: page.size?.width ?? null,
    height: page.size?.height ?? null,
    blocks: JSON.stringify(page.blocks),
    words: JSON.stringify(
      page.words.map(({ start, end, x, y, width, height, confidence }) => [
        start,
        end,
        x,
        y,
        width,
        height,
        ...(confidence === undefined ? [] : [confidence]),
      ]),
    ),
    warnings: JSON.stringify(page.warnings.map(asStoredWarning)),
  };
}

export interface Checkpoint {
  status: 'extracting' | 'embedding';
  pagesDone: number;
  segmentsDone: number;
  chunkerState: string;
  warnings: StoredWarning[];
}

export async function saveCheckpoint(tx: Tx, ingestion: Ingestion, checkpoint: Checkpoint): Promise<void> {
  if (checkpoint.warnings.length > 0) await addToSums(tx, ingestion, checkpoint.warnings);
  await tx
    .updateTable('documents')
    .set({
      status: checkpoint.status,
      pages_done: checkpoint.pagesDone,
      segments_done: checkpoint.segmentsDone,
      chunker_state: checkpoint.chunkerState,
      put_back_since: null,
      warnings: sql`case when jsonb_array_length(warnings) < ${MAX_WARNINGS}
        then warnings || ${JSON.stringify(checkpoint.warnings)}::jsonb else warnings end`,
      updated_at: sql`now()`,
    })
    .where('id', '=', ingestion.documentId)
    .execute();
}

/** Whoever writes holds the document, so that nothing comes between the look and the change. */
async function addToSums(tx: Tx, ingestion: Ingestion, warnings: StoredWarning[]): Promise<void> {
  const row = await tx
    .selectFrom('documents')
    .select('warning_sums')
    .where('id', '=', ingestion.documentId)
    .executeTakeFirst();
  const sums = sumWarnings(
    (row?.warning_sums ?? []) as unknown as WarningSum[],
    warnings.map(({ next_step: nextStep, ...warning }) => ({ ...warning, nextStep })),
  );
  await tx
    .updateTable('documents')
    .set({ warning_sums: JSON.stringify(sums) })
    .where('id', '=', ingestion.documentId)
    .execute();
}

/** extracting | embedding -> ready: from the commit on, readers see this generation and no other. */
export async function publishGeneration(tx: Tx, ingestion: Ingestion): Promise<void> {
  const { documentId, generation } = ingestion;
  await tx
    .deleteFrom('document_pages')
    .where('document_id', '=', documentId)
    .where('generation', '!=', generation)
    .execute();
  await tx
    .updateTable('documents')
    .set({
      status: 'ready',
      generation,
      failure: null,
      pages_done: 0,
      segments_done: 0,
      chunker_state: null,
      page_count: sql`(select count(*) from document_pages p
        where p.tenant_id = documents.tenant_id and p.document_id = documents.id and p.generation = ${generation})`,
      chunk_count: sql`(select count(*) from chunks c
        where c.tenant_id = documents.tenant_id and c.document_id = documents.id and c.generation = ${generation})`,
      token_count: sql`(select coalesce(sum(s.token_count), 0) from chunk_segments s
        where s.tenant_id = documents.tenant_id and s.document_id = documents.id and s.generation = ${generation})`,
      updated_at: sql`now()`,
    })
    .where('id', '=', documentId)
    .execute();
}

export interface Failure {
  code: string;
  message: string;
  next_step: string | null;
}

/** Behind the last window that is committed. */
export async function findPagesDone(tx: Tx, ingestion: Ingestion): Promise<number> {
  const row = await tx
    .selectFrom('documents')
    .select('pages_done')
    .where('id', '=', ingestion.documentId)
    .executeTakeFirstOrThrow();
  return row.pages_done;
}

/** extracting | embedding -> failed. */
export async function markFailed(tx: Tx, ingestion: Ingestion, failure: Failure): Promise<void> {
  await tx
    .updateTable('documents')
    .set({ status: 'failed', failure: JSON.stringify(failure), updated_at: sql`now()` })
    .where('id', '=', ingestion.documentId)
    .execute();
}

/** @returns for how many seconds a provider has been asking for pauses while no window got through. */
export async function notePutBack(tx: Tx, ingestion: Ingestion): Promise<number> {
  const row = await tx
    .updateTable('documents')
    .set({ put_back_since: sql`coalesce(put_back_since, now())` })
    .where('id', '=', ingestion.documentId)
    .returning(sql<number>`extract(epoch from now() - put_back_since)::float8`.as('seconds'))
    .executeTakeFirstOrThrow();
  return row.seconds;
}

/** Why this attempt failed: what its owner is told if it was the last one. */
export async function noteFailure(tx: Tx, ingestion: Ingestion, failure: Failure): Promise<void> {
  await tx
    .updateTable('documents')
    .set({ failure: JSON.stringify(failure) })
    .where('id', '=', ingestion.documentId)
    .execute();
}

/**
 * pending | extracting | embedding -> failed, when the job has given up; false when it is another job's by now. What the
 * last attempt noted says more than `failure`.
 */
export async function markGivenUp(
  tx: Tx,
  options: { documentId: string; jobId: string; failure: Failure },
): Promise<boolean> {
  const updated = await tx
    .updateTable('documents')
    .set({
      status: 'failed',
      failure: sql`coalesce(failure, ${JSON.stringify(options.failure)}::jsonb)`,
      updated_at: sql`now()`,
    })
    .where('id', '=', options.documentId)
    .where('job_id', '=', options.jobId)
    .where('status', 'in', UNFINISHED)
    .executeTakeFirst();
  return updated.numUpdatedRows > 0n;
}

/** Unfinished documents that nobody has touched for a while, and the jobs they count on. */
export function listQuietDocuments(
  tx: Tx,
  options: { quietSeconds: number; limit: number },
): Promise<{ id: string; job_id: string | null }[]> {
  return tx
    .selectFrom('documents')
    .select(['id', 'job_id'])
    .where('status', 'in', UNFINISHED)
    .where('updated_at', '<', sql<Date>`now() - ${options.quietSeconds} * interval '1 second'`)
    .limit(options.limit)
    .execute();
}

/** Gives an unfinished document another job, unless somebody else just did. */
export async function replaceJob(
  tx: Tx,
  options: { id: string; oldJobId: string | null; jobId: string },
): Promise<boolean> {
  const updated = await tx
    .updateTable('documents')
    .set({ job_id: options.jobId, updated_at: sql`now()` })
    .where('id', '=', options.id)
    .where('job_id', 'is not distinct from', options.oldJobId)
    .where('status', 'in', UNFINISHED)
    .executeTakeFirst();
  return updated.numUpdatedRows > 0n;
}
