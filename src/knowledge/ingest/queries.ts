import { sql } from 'kysely';
import type { Tx } from '#kernel/db/database.ts';
import type { ExtractedDocument } from '#knowledge/extract/extraction.ts';
import { sumWarnings } from '#knowledge/extract/sum-warnings.ts';
import type { Ingestion } from '#knowledge/ingest/windows/ingestion.ts';
import { asStoredWarning, MAX_WARNINGS } from '#knowledge/ingest/windows/stored-warning.ts';

const UNFINISHED = ['pending', 'extracting', 'embedding'];

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
