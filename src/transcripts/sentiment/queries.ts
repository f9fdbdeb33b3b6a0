import { sql } from 'kysely';
import type { Selectable } from 'kysely';
import type { Tx } from '#kernel/db/database.ts';
import { newestFirst } from '#kernel/db/newest-first.ts';
import type { AgePage } from '#kernel/db/newest-first.ts';
import type { TranscriptScoringsTable } from '#kernel/db/tables.gen.ts';

export type ScoringRow = Selectable<TranscriptScoringsTable>;

export interface ScoringSpan {
  tenantId: string;
  since: Date;
  /** Not included. */
  until: Date;
  /** Only what this import brought. */
  importId?: string;
  engine?: string;
}

/** One attempt at one scoring: every write carries it. */
export interface ScoringAttempt {
  tenantId: string;
  scoringId: string;
  attempt: number;
  engine: string;
}

export interface Failure {
  code: string;
  message: string;
  next_step: string | null;
}

const UNFINISHED = ['pending', 'scoring'];

export function insertScoring(
  tx: Tx,
  given: ScoringSpan & { id: string; jobId: string; engine: string },
): Promise<ScoringRow> {
  return tx
    .insertInto('transcript_scorings')
    .values({
      tenant_id: given.tenantId,
      id: given.id,
      job_id: given.jobId,
      engine: given.engine,
      import_id: given.importId ?? null,
      since: given.since,
      until: given.until,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
}

export function findScoring(tx: Tx, id: string): Promise<ScoringRow | undefined> {
  return tx.selectFrom('transcript_scorings').selectAll().where('id', '=', id).executeTakeFirst();
}

export function listScoringRows(tx: Tx, page: AgePage): Promise<ScoringRow[]> {
  return tx
    .selectFrom('transcript_scorings')
    .selectAll()
    .$call(newestFirst('transcript_scorings', page))
    .execute();
}

/** pending | scoring -> scoring, as the only attempt that may write; undefined when it may not. */
export async function beginAttempt(
  tx: Tx,
  options: { tenantId: string; scoringId: string; jobId: string },
): Promise<ScoringAttempt | undefined> {
  const row = await tx
    .updateTable('transcript_scorings')
    .set({
      attempt: sql`attempt + 1`,
      status: 'scoring',
      failure: null,
      updated_at: sql`now()`,
      version: sql`version + 1`,
    })
    .where('id', '=', options.scoringId)
    .where('job_id', '=', options.jobId)
    .where('status', 'in', UNFINISHED)
    .returning(['attempt', 'engine'])
    .executeTakeFirst();
  return row && { tenantId: options.tenantId, scoringId: options.scoringId, ...row };
}

/** Holds the scoring for this attempt until `tx` ends; undefined when another one has it, or it was cancelled. */
export function holdScoring(tx: Tx, { scoringId, attempt }: ScoringAttempt): Promise<ScoringRow | undefined> {
  return tx
    .selectFrom('transcript_scorings')
    .selectAll()
    .where('id', '=', scoringId)
    .where('attempt', '=', attempt)
    .where('status', '=', 'scoring')
    .forNoKeyUpdate()
    .executeTakeFirst();
}

export interface UnscoredTranscript {
  id: string;
  created_at: Date;
  language: string | null;
  /** As JSON: a long conversation is parsed where it is scored. */
  turns: string;
  /** Of what is said. */
  characters: number;
}

/** What comes next in the span, oldest first: as much as `maxBytes` of stored turns, at least one. */
export async function listNextTranscripts(
  tx: Tx,
  scoring: ScoringRow,
  { limit, maxBytes }: { limit: number; maxBytes: number },
): Promise<UnscoredTranscript[]> {
  const { since, until, import_id: importId, position_at: at, position_id: id } = scoring;
  const ofImport = importId === null ? sql`` : sql`and import_id = ${importId}::uuid`;
  const behind =
    at === null
      ? sql``
      : sql`and (created_at, id) > (${at}::timestamptz, ${id}::uuid) and created_at >= ${at}`;
  const { rows } = await sql<UnscoredTranscript>`
    select id, created_at, language, turns::text as turns,
      (select coalesce(sum(length(turn ->> 'text')), 0)::bigint from jsonb_array_elements(turns) turn) as characters
    from (
      select *, row_number() over sorted as place, sum(pg_column_size(turns)) over sorted as bytes from (
        select id, created_at, language, turns from transcripts
        where tenant_id = ${scoring.tenant_id}::uuid and created_at >= ${since} and created_at < ${until}
          ${behind} ${ofImport}
        order by created_at, id limit ${limit}) next
      window sorted as (order by created_at, id)) sized
    where place = 1 or bytes <= ${maxBytes}
    order by created_at, id`.execute(tx);
  return rows;
}

/** What is written for one conversation. */
export interface ScoredTranscript {
  id: string;
  created_at: Date;
  label: string;
  score: number | null;
  confidence: number | null;
  /** [label, score, confidence, language] of each turn. */
  turns: [string, number | null, number | null, string | null][];
  detected_language: string | null;
  worst_turn: number | null;
  worst_score: number | null;
}

export async function saveScores(
  tx: Tx,
  { tenantId, engine }: ScoringAttempt,
  scored: ScoredTranscript[],
): Promise<void> {
  const [first, last] = [scored[0]!, scored.at(-1)!];
  await sql`
    update transcripts t set sentiment_engine = ${engine}, sentiment_label = s.label, sentiment_score = s.score,
      sentiment_confidence = s.confidence, turn_sentiments = s.turns, detected_language = s.detected_language, worst_turn = s.worst_turn, worst_score = s.worst_score
    from json_to_recordset(${JSON.stringify(scored)}::json) as s (id uuid, created_at timestamptz, label text, score real,
      confidence real, turns jsonb, detected_language text, worst_turn integer, worst_score real)
    where t.tenant_id = ${tenantId}::uuid and t.created_at between ${first.created_at} and ${last.created_at}
      and t.created_at = s.created_at and t.id = s.id`.execute(tx);
}

/** Moves the position behind what is written in this same transaction. */
export async function saveProgress(
  tx: Tx,
  { scoringId }: ScoringAttempt,
  scored: ScoredTranscript[],
): Promise<void> {
  const last = scored.at(-1)!;
  await tx
    .updateTable('transcript_scorings')
    .set({
      position_at: last.created_at,
      position_id: last.id,
      scored: sql`scored + ${scored.length}`,
      turns: sql`turns + ${scored.reduce((sum, each) => sum + each.turns.length, 0)}`,
      updated_at: sql`now()`,
      version: sql`version + 1`,
    })
    .where('id', '=', scoringId)
    .execute();
}

/** The caller holds its lock, or its attempt. */
export function setScoringStatus(
  tx: Tx,
  id: string,
  { status, failure = null }: { status: 'done' | 'failed' | 'cancelled'; failure?: Failure | null },
): Promise<ScoringRow | undefined> {
  return tx
    .updateTable('transcript_scorings')
    .set({
      status,
      failure: failure === null ? null : JSON.stringify(failure),
      updated_at: sql`now()`,
      version: sql`version + 1`,
    })
    .where('id', '=', id)
    .where('status', 'in', UNFINISHED)
    .returningAll()
    .executeTakeFirst();
}

export function lockScoring(tx: Tx, id: string): Promise<ScoringRow | undefined> {
  return tx
    .selectFrom('transcript_scorings')
    .selectAll()
    .where('id', '=', id)
    .forNoKeyUpdate()
    .executeTakeFirst();
}
