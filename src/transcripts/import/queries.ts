import { sql } from 'kysely';
import type { Selectable } from 'kysely';
import type { Tx } from '#kernel/db/database.ts';
import { newestFirst } from '#kernel/db/newest-first.ts';
import type { AgePage } from '#kernel/db/newest-first.ts';
import type { TranscriptImportsTable, TranscriptRejectsTable } from '#kernel/db/tables.gen.ts';
import type { EncodedRows } from '../encode-rows.ts';
import type { BatchHead, ImportPosition, Reject } from './read-batches.ts';

export type ImportRow = Selectable<TranscriptImportsTable>;
export type RejectRow = Selectable<TranscriptRejectsTable>;

/** One attempt at one import: every write carries it. */
export interface ImportAttempt {
  tenantId: string;
  importId: string;
  attempt: number;
  fileName: string;
  path?: string[];
  from?: ImportPosition;
}

export interface NewImport {
  tenantId: string;
  id: string;
  jobId: string;
  fileName: string;
  byteSize: number;
  sha256: Buffer;
  path?: string[];
}

const UNFINISHED = ['pending', 'importing'];

export function insertImport(tx: Tx, given: NewImport): Promise<ImportRow> {
  return tx
    .insertInto('transcript_imports')
    .values({
      tenant_id: given.tenantId,
      id: given.id,
      job_id: given.jobId,
      file_name: given.fileName,
      byte_size: given.byteSize,
      sha256: given.sha256,
      path: given.path ?? null,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
}

export function findImport(tx: Tx, id: string): Promise<ImportRow | undefined> {
  return tx.selectFrom('transcript_imports').selectAll().where('id', '=', id).executeTakeFirst();
}

export function lockImport(tx: Tx, id: string): Promise<ImportRow | undefined> {
  return tx
    .selectFrom('transcript_imports')
    .selectAll()
    .where('id', '=', id)
    .forNoKeyUpdate()
    .executeTakeFirst();
}

export function listImportRows(tx: Tx, page: AgePage): Promise<ImportRow[]> {
  return tx
    .selectFrom('transcript_imports')
    .selectAll()
    .$call(newestFirst('transcript_imports', page))
    .execute();
}

/** What was set aside behind `after`, in the order of the file. */
export function listRejects(
  tx: Tx,
  options: { importId: string; after: number; limit: number },
): Promise<RejectRow[]> {
  return tx
    .selectFrom('transcript_rejects')
    .selectAll()
    .where('import_id', '=', options.importId)
    .where('byte_start', '>', options.after)
    .orderBy('byte_start')
    .limit(options.limit)
    .execute();
}

/** pending | importing -> importing, as the only attempt that may write; undefined when it may not. */
export async function beginAttempt(
  tx: Tx,
  options: { tenantId: string; importId: string; jobId: string },
): Promise<ImportAttempt | undefined> {
  const row = await tx
    .updateTable('transcript_imports')
    .set({
      attempt: sql`attempt + 1`,
      status: 'importing',
      failure: null,
      attempt_started_at: sql`now()`,
      attempt_bytes_from: sql`bytes_read`,
      updated_at: sql`now()`,
      version: sql`version + 1`,
    })
    .where('id', '=', options.importId)
    .where('job_id', '=', options.jobId)
    .where('status', 'in', UNFINISHED)
    .returningAll()
    .executeTakeFirst();
  return (
    row && {
      tenantId: options.tenantId,
      importId: row.id,
      attempt: row.attempt,
      fileName: row.file_name,
      path: row.path ?? undefined,
      from: (row.position as ImportPosition | null) ?? undefined,
    }
  );
}

/** Holds the import for this attempt until `tx` ends; false when another one has it, or it was cancelled. */
export async function holdImport(tx: Tx, { importId, attempt }: ImportAttempt): Promise<boolean> {
  const held = await tx
    .selectFrom('transcript_imports')
    .select('id')
    .where('id', '=', importId)
    .where('attempt', '=', attempt)
    .where('status', '=', 'importing')
    .forNoKeyUpdate()
    .executeTakeFirst();
  return held !== undefined;
}

/** @returns how many were new. Where the rows came from and where they go, they are the same bytes. */
export async function insertTranscripts(
  tx: Tx,
  options: { tenantId: string; importId: string | null; rows: EncodedRows },
): Promise<number> {
  const columns = sql.raw(
    'id, created_at, external_id, channel, language, ended_at, participants, turns, turn_count, speakers, metadata',
  );
  const result = await sql`
    insert into transcripts (tenant_id, import_id, ${columns})
    select ${options.tenantId}::uuid, ${options.importId}::uuid, ${columns}
    from rows from (
      json_to_recordset(${options.rows.columns}::json) as (id uuid, created_at timestamptz, external_id text,
        channel text, language text, ended_at timestamptz, participants jsonb, turn_count integer, speakers jsonb,
        metadata jsonb),
      unnest(${options.rows.turns}::jsonb[])
    ) as item (id, created_at, external_id, channel, language, ended_at, participants, turn_count, speakers,
      metadata, turns)
    on conflict do nothing`.execute(tx);
  return Number(result.numAffectedRows ?? 0);
}

export async function insertRejects(
  tx: Tx,
  { tenantId, importId }: ImportAttempt,
  rejects: readonly Reject[],
): Promise<void> {
  if (rejects.length === 0) return;
  const rows = rejects.map(({ raw, ...reject }) => ({
    ...reject,
    tenant_id: tenantId,
    import_id: importId,
    raw: Buffer.from(raw, 'base64'),
  }));
  await tx.insertInto('transcript_rejects').values(rows).execute();
}

/** Moves the position behind what is written in this same transaction; the last batch ends the import. */
export async function saveProgress(
  tx: Tx,
  { importId }: ImportAttempt,
  head: BatchHead & { added: number },
): Promise<void> {
  await tx
    .updateTable('transcript_imports')
    .set({
      status: head.isLast ? 'done' : 'importing',
      position: JSON.stringify(head.position),
      bytes_read: head.isLast && head.cutAt === undefined ? sql`byte_size` : head.bytesRead,
      accepted: sql`accepted + ${head.added}`,
      rejected: sql`rejected + ${head.rejects.length}`,
      duplicate: sql`duplicate + ${head.accepted - head.added}`,
      cut_at: head.cutAt ?? null,
      first_at: sql`least(first_at, ${head.firstAt ?? null}::timestamptz)`,
      last_at: sql`greatest(last_at, ${head.lastAt ?? null}::timestamptz)`,
      updated_at: sql`now()`,
      version: sql`version + 1`,
    })
    .where('id', '=', importId)
    .execute();
}

export interface Failure {
  code: string;
  message: string;
  next_step: string | null;
}

/** importing -> failed, by the attempt that holds it. */
export async function markFailed(tx: Tx, id: string, failure: Failure): Promise<void> {
  await setStatus(tx, id, 'failed', failure);
}

/** pending | importing -> failed, when the job has given up; an import that is another job's by now stays as it is. */
export async function markGivenUp(
  tx: Tx,
  options: { importId: string; jobId: string; failure: Failure },
): Promise<void> {
  const row = await lockImport(tx, options.importId);
  if (row === undefined || row.job_id !== options.jobId || !UNFINISHED.includes(row.status)) return;
  await setStatus(tx, options.importId, 'failed', options.failure);
}

/** pending | importing -> cancelled; undefined in any other state. */
export async function markCancelled(tx: Tx, row: ImportRow): Promise<ImportRow | undefined> {
  return UNFINISHED.includes(row.status) ? setStatus(tx, row.id, 'cancelled', null) : undefined;
}

/** failed | cancelled -> pending, for a new job. */
export function requeueImport(
  tx: Tx,
  options: { id: string; jobId: string },
): Promise<ImportRow | undefined> {
  return tx
    .updateTable('transcript_imports')
    .set({
      status: 'pending',
      job_id: options.jobId,
      failure: null,
      updated_at: sql`now()`,
      version: sql`version + 1`,
    })
    .where('id', '=', options.id)
    .where('status', 'in', ['failed', 'cancelled'])
    .returningAll()
    .executeTakeFirst();
}

export async function listImportIds(tx: Tx, ids: string[]): Promise<string[]> {
  const rows = await tx.selectFrom('transcript_imports').select('id').where('id', 'in', ids).execute();
  return rows.map(row => row.id);
}

function setStatus(tx: Tx, id: string, status: string, failure: Failure | null): Promise<ImportRow> {
  return tx
    .updateTable('transcript_imports')
    .set({
      status,
      failure: failure === null ? null : JSON.stringify(failure),
      updated_at: sql`now()`,
      version: sql`version + 1`,
    })
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow();
}
