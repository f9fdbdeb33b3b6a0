import { sql } from 'kysely';
import type { Selectable } from 'kysely';
import type { Tx } from '#kernel/db/database.ts';
import type { DocumentAttemptsTable } from '#kernel/db/tables.gen.ts';
import type { Spent } from './attempt-times.ts';

export type AttemptRow = Selectable<DocumentAttemptsTable>;

export interface AttemptKey {
  tenantId: string;
  documentId: string;
  attempt: number;
}

export interface AttemptFailure {
  code: string;
  message: string;
  next_step: string | null;
}

/** A provider that asks for pauses makes many attempts; the newest tell enough. */
const KEPT_ATTEMPTS = 50;

export async function insertAttempt(
  tx: Tx,
  attempt: AttemptKey & { jobId: string; queueWaitMs: number; pagesDone: number },
): Promise<void> {
  await tx
    .insertInto('document_attempts')
    .values({
      tenant_id: attempt.tenantId,
      document_id: attempt.documentId,
      attempt: attempt.attempt,
      job_id: attempt.jobId,
      queue_wait_ms: attempt.queueWaitMs,
      pages_from: attempt.pagesDone,
      pages_to: attempt.pagesDone,
    })
    .execute();
}

export async function deleteOldAttempts(tx: Tx, { documentId, attempt }: AttemptKey): Promise<void> {
  await tx
    .deleteFrom('document_attempts')
    .where('document_id', '=', documentId)
    .where('attempt', '<=', attempt - KEPT_ATTEMPTS)
    .execute();
}

export async function saveProgress(
  tx: Tx,
  attempt: AttemptKey & { pagesTo: number; spent: Spent; isReady: boolean },
): Promise<void> {
  await tx
    .updateTable('document_attempts')
    .set({
      pages_to: attempt.pagesTo,
      spent: JSON.stringify(attempt.spent),
      progressed_at: sql`clock_timestamp()`,
      ...(attempt.isReady && { ended_at: sql`clock_timestamp()`, outcome: 'ready' }),
    })
    .where('document_id', '=', attempt.documentId)
    .where('attempt', '=', attempt.attempt)
    .execute();
}

export async function endAttempt(
  tx: Tx,
  attempt: AttemptKey & { outcome: string; failure?: AttemptFailure; spent: Spent },
): Promise<void> {
  await tx
    .updateTable('document_attempts')
    .set({
      ended_at: sql`clock_timestamp()`,
      outcome: attempt.outcome,
      failure: attempt.failure && JSON.stringify(attempt.failure),
      spent: JSON.stringify(attempt.spent),
    })
    .where('document_id', '=', attempt.documentId)
    .where('attempt', '=', attempt.attempt)
    .where('ended_at', 'is', null)
    .execute();
}

/** Of attempts that did not end themselves: their last sign of life is the best that is known of their end. */
export async function endOpenAttempts(
  tx: Tx,
  options: { documentId: string; outcome: 'lost' | 'cancelled' },
): Promise<void> {
  const { documentId, outcome } = options;
  await tx
    .updateTable('document_attempts')
    .set({ outcome, ended_at: outcome === 'lost' ? sql`progressed_at` : sql`clock_timestamp()` })
    .where('document_id', '=', documentId)
    .where('ended_at', 'is', null)
    .execute();
}

/** Of one document, first attempt first. */
export function listAttempts(tx: Tx, documentId: string): Promise<AttemptRow[]> {
  return tx
    .selectFrom('document_attempts')
    .selectAll()
    .where('document_id', '=', documentId)
    .orderBy('attempt')
    .execute();
}

export function listAttemptsOfJobs(tx: Tx, jobIds: readonly string[]): Promise<AttemptRow[]> {
  return tx
    .selectFrom('document_attempts')
    .selectAll()
    .where('job_id', 'in', jobIds)
    .orderBy('attempt')
    .execute();
}

export interface DocumentOfJob {
  id: string;
  title: string;
  status: string;
  job_id: string | null;
  failure: unknown;
}

export function listDocumentsByIds(tx: Tx, ids: readonly string[]): Promise<DocumentOfJob[]> {
  return tx
    .selectFrom('documents')
    .select(['id', 'title', 'status', 'job_id', 'failure'])
    .where('id', 'in', ids)
    .execute();
}

export interface LatestAttempt {
  document_id: string;
  pages_from: number;
  pages_to: number;
  /** From its begin to its last committed window, and from there until now. */
  worked_seconds: number;
  quiet_seconds: number;
}

export async function listLatestAttempts(tx: Tx, ids: readonly string[]): Promise<LatestAttempt[]> {
  const { rows } = await sql<LatestAttempt>`
    select a.document_id, a.pages_from, a.pages_to,
      extract(epoch from a.progressed_at - a.started_at)::float8 as worked_seconds,
      extract(epoch from clock_timestamp() - coalesce(least(d.put_back_since, a.progressed_at), a.progressed_at))::float8
        as quiet_seconds
    from document_attempts a
    join documents d on d.tenant_id = a.tenant_id and d.id = a.document_id and d.attempt = a.attempt
    where a.document_id = any(${ids})`.execute(tx);
  return rows;
}

export interface Pace {
  format: string | null;
  pages: number;
  bytes: number;
  seconds: number;
}

const RECENT = 50;

/** How much the tenant's latest documents took, by format; only what was read in one go. */
export async function listPaces(tx: Tx): Promise<Pace[]> {
  const { rows } = await sql<Pace>`
    select d.format, sum(a.pages_to)::float8 as pages, sum(d.byte_size)::float8 as bytes,
      sum(extract(epoch from a.ended_at - a.started_at))::float8 as seconds
    from (select * from document_attempts where outcome = 'ready' and pages_from = 0
      order by ended_at desc limit ${RECENT}) a
    join documents d on d.tenant_id = a.tenant_id and d.id = a.document_id
    group by d.format`.execute(tx);
  return rows;
}
