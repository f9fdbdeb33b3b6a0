import { sql } from 'kysely';
import type { RawBuilder } from 'kysely';
import type { Tx } from '#kernel/db/database.ts';
import { firstPart } from './run-part.ts';
import type { RunPart, RunState, StoredPart } from './run-part.ts';
import { LEASE_MS } from './run-timing.ts';

/** One run of one tenant. */
export interface RunKey {
  tenantId: string;
  runId: string;
}

export interface NewRun extends RunKey {
  conversationId: string;
  userMessageId: string;
  messageId: string;
  holder: string;
  question: string;
  scope: { library_ids: string[]; document_ids: string[] };
}

/** The holder is told too, so that the process that wrote can tell its own news from others'. */
const tellReaders = (holder: string | undefined, runId: string) =>
  sql`pg_notify('run_parts', ${`${holder ?? ''}:${runId}`})`;

export const lease = sql`now() + ${LEASE_MS} * interval '1 millisecond'`;

/** The conversation, locked against a second question at the same time; undefined when it is not this user's. */
export async function lockConversation(
  tx: Tx,
  options: { tenantId: string; userId: string; conversationId: string },
): Promise<{ title: string } | undefined> {
  return await tx
    .selectFrom('conversations')
    .select('title')
    .where('tenant_id', '=', options.tenantId)
    .where('id', '=', options.conversationId)
    .where('user_id', '=', options.userId)
    .forNoKeyUpdate()
    .executeTakeFirst();
}

/** Begins its log with `carried`. False when another run of the conversation still writes. */
export async function insertRun(
  tx: Tx,
  run: NewRun & { continues?: string },
  carried: RunPart[] = [],
): Promise<boolean> {
  const parts = [firstPart(run), ...carried].map((part, index) => ({ seq: index + 1, part }));
  const inserted = await sql`
    with run as (
      insert into runs (tenant_id, id, conversation_id, message_id, holder, lease_expires_at, last_seq, continues, carried_parts)
      values (${run.tenantId}, ${run.runId}, ${run.conversationId}, ${run.messageId}, ${run.holder}, ${lease},
        ${parts.length}, ${run.continues ?? null}, ${carried.length})
      on conflict (tenant_id, conversation_id) where state = 'streaming' do nothing
      returning tenant_id, id
    )
    insert into run_parts (tenant_id, run_id, seq, part)
    select run.tenant_id, run.id, item.seq, item.part
    from run, json_to_recordset(${JSON.stringify(parts)}::json) as item (seq integer, part json) returning seq`.execute(
    tx,
  );
  return inserted.rows.length > 0;
}

export interface EarlierMessage {
  role: 'user' | 'assistant';
  text: string;
}

/** The last questions and answers before a message, newest first. */
export const selectEarlierMessages = (options: {
  tenantId: string;
  conversationId: string;
  before: string;
  limit: number;
}): RawBuilder<EarlierMessage> =>
  sql<EarlierMessage>`select role, text from messages
    where tenant_id = ${options.tenantId}::uuid and conversation_id = ${options.conversationId}::uuid
      and id < ${options.before}::uuid and text <> ''
    order by created_at desc, id desc limit ${options.limit}`;

/** What is to be added to the log of one run. */
export interface Addition {
  runId: string;
  parts: StoredPart[];
}

/**
 * Adds parts to runs and moves their leases on; without parts it is a sign of life. Repeating it adds nothing twice.
 * One row for each run that is still this holder's to write. Other processes are told by NOTIFY.
 */
export function appendParts({
  tenantId,
  holder,
  additions,
}: {
  tenantId: string;
  holder: string;
  additions: Addition[];
}): RawBuilder<{ id: string; cancel_requested: boolean }> {
  const given = additions.map(({ runId, parts }) => ({ run_id: runId, last: parts.at(-1)?.seq ?? 0, parts }));
  return sql`
    with given as materialized (
      select * from json_to_recordset(${JSON.stringify(given)}::json) as g (run_id uuid, last integer, parts json)
    ), run as (
      update runs r set lease_expires_at = ${lease}, last_seq = greatest(r.last_seq, g.last) from given g
      where r.tenant_id = ${tenantId} and r.id = g.run_id and r.holder = ${holder} and r.state = 'streaming'
      returning r.tenant_id, r.id, r.cancel_requested_at is not null as cancel_requested, g.last, g.parts
    ), written as (
      insert into run_parts (tenant_id, run_id, seq, part)
      select run.tenant_id, run.id, item.seq, item.part
      from run, json_to_recordset(run.parts) as item (seq integer, part json)
      on conflict do nothing returning seq
    )
    select id, cancel_requested, case when last > 0 then pg_notify('run_parts', ${`${holder}:`} || id::text) end
    from run`;
}

/**
 * Ends a run that still streams, with its last part; `isStale` asks that its lease is over instead of who holds it.
 * Undefined when there is nothing to end, or not for this caller.
 */
export async function endRunRow(
  tx: Tx,
  options: RunKey & { holder?: string; isStale?: boolean; state: RunState; last: RunPart },
): Promise<{ message_id: string; last_seq: number } | undefined> {
  const { tenantId, runId, holder, isStale, state, last } = options;
  const { rows } = await sql<{ message_id: string; last_seq: number }>`
    with run as (
      update runs set state = ${state}, ended_at = now(), last_seq = last_seq + 1
      where tenant_id = ${tenantId} and id = ${runId} and state = 'streaming'
        and ${holder === undefined ? sql`true` : sql`holder = ${holder}`}
        and ${isStale === true ? sql`lease_expires_at < now()` : sql`true`}
      returning tenant_id, id, message_id, last_seq
    ), written as (
      insert into run_parts (tenant_id, run_id, seq, part)
      select tenant_id, id, last_seq, ${JSON.stringify(last)}::json from run returning seq
    )
    select message_id, last_seq, ${tellReaders(holder, runId)} from run`.execute(tx);
  return rows[0];
}

/** Makes the message what the run's log says. */
export async function settleMessage(
  tx: Tx,
  { tenantId, runId, messageId, state }: RunKey & { messageId: string; state: RunState },
): Promise<void> {
  const log = sql`from run_parts where tenant_id = ${tenantId} and run_id = ${runId}`;
  const partOf = (type: string) => sql`(select part ${log} and part->>'type' = ${type} order by seq limit 1)`;
  await sql`
    with log as (
      select (select coalesce(string_agg(part->>'text', '' order by seq), '') ${log} and part->>'type' = 'text-delta') as text,
        ${partOf('text-start')} as start, ${partOf('usage')} as usage, ${partOf('error')} as error,
        (select part ${log} and part->>'type' = 'proof' order by seq desc limit 1) as proof
    )
    update messages set status = ${state}, text = log.text,
      answered_by = log.start->>'answered_by', model = log.start->>'model',
      usage = log.usage::jsonb - 'type', failure = log.error::jsonb - 'type', proof = log.proof::jsonb - 'type'
    from log where tenant_id = ${tenantId} and id = ${messageId}`.execute(tx);
  await sql`
    insert into citations (tenant_id, message_id, index, chunk_id, document_id, document_title, paged,
      page_start, page_end, headings, spans, quote, speaker, offset_ms, boxes, document_sha256, document_generation)
    select ${tenantId}, ${messageId}, c.index, c.chunk_id, c.document_id, c.document_title, c.paged,
      c.page_start, c.page_end, c.headings, c.spans, c.quote, c.speaker, c.offset_ms,
      coalesce(c.boxes, '[]'), c.document_sha256, c.document_generation
    from run_parts, json_to_record(part) as c (index integer, chunk_id uuid, document_id uuid, document_title text,
      paged boolean, page_start integer, page_end integer, headings text[], spans jsonb, quote text, speaker text, offset_ms bigint,
      boxes jsonb, document_sha256 text, document_generation integer)
    where tenant_id = ${tenantId} and run_id = ${runId} and part->>'type' = 'citation'
    on conflict do nothing`.execute(tx);
}

export interface LoggedUsage {
  answered_by: string | null;
  usage: { input_tokens: number; output_tokens: number; source: 'provider' | 'estimated' | 'none' } | null;
  /** What there was to read for the model, what an earlier run had written included. */
  prompt: string;
  /** What it wrote itself. */
  text: string;
}

/** What a run's log tells of what it used. */
export async function readLoggedUsage(tx: Tx, { tenantId, runId }: RunKey): Promise<LoggedUsage> {
  const log = sql`from run_parts where tenant_id = ${tenantId} and run_id = ${runId}`;
  const carried = sql`(select 1 + carried_parts from runs where tenant_id = ${tenantId} and id = ${runId})`;
  const textOf = (which: RawBuilder<unknown>) =>
    sql`(select coalesce(string_agg(part->>'text', '' order by seq), '') ${log} and part->>'type' = 'text-delta' and ${which})`;
  const { rows } = await sql<LoggedUsage>`select
    (select part->>'answered_by' ${log} and part->>'type' = 'text-start' order by seq limit 1) as answered_by,
    (select part ${log} and part->>'type' = 'usage' order by seq limit 1) as usage,
    (select coalesce(string_agg(passage->>'text', e'\n'), '') from (select json_array_elements(part->'passages') as passage
      ${log} and part->>'type' = 'retrieval') as passages) || ${textOf(sql`seq <= ${carried}`)} as prompt,
    ${textOf(sql`seq > ${carried}`)} as text`.execute(tx);
  return rows[0]!;
}

export interface RunRow {
  id: string;
  state: RunState;
  is_stale: boolean;
  cancel_requested: boolean;
  last_seq: number;
}

const runColumns = sql`r.id, r.state, r.last_seq, r.state = 'streaming' and r.lease_expires_at < now() as is_stale,
  r.cancel_requested_at is not null as cancel_requested`;

/** One row, or none when it is not this user's. */
export const selectRun = ({ tenantId, userId, runId }: RunKey & { userId: string }): RawBuilder<RunRow> =>
  sql<RunRow>`select ${runColumns} from runs r
    join conversations c on c.tenant_id = r.tenant_id and c.id = r.conversation_id
    where r.tenant_id = ${tenantId} and r.id = ${runId} and c.user_id = ${userId}`;

/** Undefined when it is not this user's. */
export async function findRun(tx: Tx, key: RunKey & { userId: string }): Promise<RunRow | undefined> {
  return (await selectRun(key).execute(tx)).rows[0];
}

export interface PartsKey extends RunKey {
  after: number;
  limit: number;
}

export const selectStoredParts = ({ tenantId, runId, after, limit }: PartsKey): RawBuilder<StoredPart> =>
  sql<StoredPart>`select seq, part from run_parts
    where tenant_id = ${tenantId} and run_id = ${runId} and seq > ${after} order by seq limit ${limit}`;

export async function listStoredParts(tx: Tx, key: PartsKey): Promise<StoredPart[]> {
  return (await selectStoredParts(key).execute(tx)).rows;
}

/** Tells whoever writes the run, in whatever process; nothing happens to a run that has ended. */
export async function requestCancel(tx: Tx, { tenantId, runId }: RunKey): Promise<void> {
  await sql`with run as (
      update runs set cancel_requested_at = coalesce(cancel_requested_at, now())
      where tenant_id = ${tenantId} and id = ${runId} and state = 'streaming' returning id
    ) select pg_notify('run_cancels', id::text) from run`.execute(tx);
}

export async function listStaleRuns(
  tx: Tx,
  { tenantId, limit }: { tenantId: string; limit: number },
): Promise<RunRow[]> {
  const { rows } = await sql<RunRow>`select ${runColumns} from runs r where r.tenant_id = ${tenantId}
    and r.state = 'streaming' and r.lease_expires_at < now() order by r.lease_expires_at limit ${limit}`.execute(
    tx,
  );
  return rows;
}
