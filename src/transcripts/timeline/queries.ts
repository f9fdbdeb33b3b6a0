import { sql } from 'kysely';
import type { RawBuilder, Selectable, SqlBool } from 'kysely';
import type { Tx } from '#kernel/db/database.ts';
import { newestFirst } from '#kernel/db/newest-first.ts';
import type { AgePage } from '#kernel/db/newest-first.ts';
import type { TranscriptsTable } from '#kernel/db/tables.gen.ts';

export type TranscriptDetailRow = Selectable<TranscriptsTable>;
export type TranscriptSummaryRow = Pick<TranscriptDetailRow, (typeof SUMMARY)[number]>;

const SUMMARY = [
  'id',
  'created_at',
  'external_id',
  'channel',
  'language',
  'detected_language',
  'ended_at',
  'import_id',
  'turn_count',
  'metadata',
  'received_at',
  'sentiment_engine',
  'sentiment_label',
  'sentiment_score',
  'sentiment_confidence',
] as const;

export interface TimelineFilters {
  since?: Date;
  /** Not included. */
  until?: Date;
  channel?: string;
  sentiment?: string;
  /** Part of what somebody says. */
  q?: string;
}

export function listTranscriptRows(
  tx: Tx,
  options: AgePage & TimelineFilters,
): Promise<TranscriptSummaryRow[]> {
  // Comparing pairs, as the keyset does, rules out no partition: this does.
  const before = options.after && sql<SqlBool>`created_at <= ${options.after.createdAt}`;
  return tx
    .selectFrom('transcripts')
    .select(SUMMARY)
    .where(conditionOf(options))
    .$if(before !== undefined, query => query.where(before!))
    .$call(newestFirst('transcripts', options))
    .execute();
}

/** The id says in which partition it lies: `createdAt` is taken from it. */
export function findTranscript(
  tx: Tx,
  { id, createdAt }: { id: string; createdAt: Date },
): Promise<TranscriptDetailRow | undefined> {
  return tx
    .selectFrom('transcripts')
    .selectAll()
    .where('created_at', '=', createdAt)
    .where('id', '=', id)
    .executeTakeFirst();
}

export type Grouping = 'day' | 'hour' | 'channel';

export interface SentimentGroup {
  key: string | null;
  conversations: number;
  positive: number;
  neutral: number;
  negative: number;
  not_available: number;
  unscored: number;
  mean_score: number | null;
}

export async function groupSentiment(
  tx: Tx,
  { by, limit, ...filters }: TimelineFilters & { by: Grouping; limit: number },
): Promise<SentimentGroup[]> {
  const format = by === 'day' ? 'YYYY-MM-DD' : 'YYYY-MM-DD"T"HH24:00"Z"';
  const key = by === 'channel' ? sql`channel` : sql`to_char(created_at at time zone 'UTC', ${format})`;
  const counted = (label: string) => sql`count(*) filter (where sentiment_label = ${label})`;
  const { rows } = await sql<SentimentGroup>`
    select ${key} as key, count(*) as conversations, ${counted('positive')} as positive, ${counted('neutral')} as neutral,
      ${counted('negative')} as negative, ${counted('not-available')} as not_available,
      count(*) filter (where sentiment_label is null) as unscored, avg(sentiment_score)::float8 as mean_score
    from transcripts where ${conditionOf(filters)} group by 1 order by 1 limit ${limit}`.execute(tx);
  return rows;
}

export interface WorstTurn {
  transcript_id: string;
  external_id: string;
  channel: string | null;
  started_at: Date;
  turn: number;
  speaker: string;
  text: string;
  offset_ms: number | null;
  score: number;
}

/** The worst turn of each conversation, worst first. */
export async function listWorstTurns(
  tx: Tx,
  { limit, ...filters }: TimelineFilters & { limit: number },
): Promise<WorstTurn[]> {
  const { rows } = await sql<WorstTurn>`
    select id as transcript_id, external_id, channel, created_at as started_at, worst_turn as turn, worst_score as score,
      turns -> worst_turn ->> 'speaker' as speaker, turns -> worst_turn ->> 'text' as text,
      (turns -> worst_turn ->> 'offset_ms')::integer as offset_ms
    from transcripts where ${conditionOf(filters)} and worst_score is not null
    order by worst_score, created_at desc, id limit ${limit}`.execute(tx);
  return rows;
}

export interface SpeakerShare {
  speaker: string;
  conversations: number;
  turns: number;
  characters: number;
  share: number;
}

/** Who says how much, by characters. */
export async function balanceSpeakers(
  tx: Tx,
  { limit, ...filters }: TimelineFilters & { limit: number },
): Promise<SpeakerShare[]> {
  const { rows } = await sql<SpeakerShare>`
    select speaker, conversations, turns, characters,
      (characters / greatest(sum(characters) over (), 1))::float8 as share
    from (
      select each.key as speaker, count(*) as conversations, sum((each.value ->> 0)::bigint)::bigint as turns,
        sum((each.value ->> 1)::bigint)::bigint as characters
      from transcripts, jsonb_each(speakers) each where ${conditionOf(filters)} group by 1) spoken
    order by characters desc, speaker limit ${limit}`.execute(tx);
  return rows;
}

function conditionOf({ since, until, channel, sentiment, q }: TimelineFilters): RawBuilder<SqlBool> {
  const conditions = [
    sql`true`,
    ...(since === undefined ? [] : [sql`created_at >= ${since}`]),
    ...(until === undefined ? [] : [sql`created_at < ${until}`]),
    ...(channel === undefined ? [] : [sql`channel = ${channel}`]),
    ...(sentiment === undefined ? [] : [sql`sentiment_label = ${sentiment}`]),
    ...(q === undefined ? [] : [says(q)]),
  ];
  return sql<SqlBool>`${sql.join(conditions, sql` and `)}`;
}

const says = (q: string) => sql`exists (
  select from jsonb_array_elements(turns) turn where turn ->> 'text' ilike ${`%${q.replaceAll(/[\\%_]/g, '\\$&')}%`})`;
