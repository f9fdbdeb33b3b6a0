import { sql } from 'kysely';
import type { RawBuilder } from 'kysely';
import type { Tx } from '#kernel/db/database.ts';
import type { Price } from '../prices/price.ts';
import type { Used, Work } from './hold.ts';
import type { Amounts } from './meter.ts';

export interface NewHold extends Work, Amounts {
  id: string;
  price: Price;
  leaseMs: number;
}

export async function insertHolds(
  tx: Tx,
  { tenantId, periodStart, holds }: { tenantId: string; periodStart: Date; holds: NewHold[] },
): Promise<void> {
  await sql`
    insert into usage_holds (tenant_id, id, kind, model, subject, user_id, request_id, period_start, credits, pages,
      price_model, price_version, lease_expires_at)
    select ${tenantId}, h.id, h.kind, h.model, h.subject, h.user_id, h.request_id, ${periodStart}::timestamptz, h.credits,
      h.pages, h.price_model, h.price_version, clock_timestamp() + h.lease_ms * interval '1 millisecond'
    from ${describeHolds(holds)}`.execute(tx);
}

/** As rows `h`, numbered by `turn` from 1. */
export function describeHolds(holds: NewHold[]): RawBuilder<unknown> {
  const rows = holds.map(({ price, ...hold }, at) => ({
    ...hold,
    turn: at + 1,
    user_id: hold.userId,
    request_id: hold.requestId,
    price_model: price.model,
    price_version: price.version,
    lease_ms: hold.leaseMs,
  }));
  return sql`json_to_recordset(${JSON.stringify(rows)}::json) as h (turn integer, id uuid, kind text, model text, subject uuid,
    user_id uuid, request_id text, credits bigint, pages bigint, price_model text, price_version integer, lease_ms bigint)`;
}

/** What one hold is to be settled for. */
export interface Settlement {
  holdId: string;
  /** Of the record. */
  recordId: string;
  /** By the hold's own price; more than was held is not billed. */
  credits: number;
  used: Used;
}

/** What the end of holds moves their counters by. */
export interface Moves {
  holdIds: string[];
  periodStart: Date;
  usedCredits: number;
  heldCredits: number;
  usedPages: number;
  heldPages: number;
}

interface MovesRow {
  hold_ids: string[];
  period_start: Date;
  used_credits: number;
  held_credits: number;
  used_pages: number;
  held_pages: number;
}

/** held -> settled, each with its record; a hold that is not held any more is left out. */
export async function settleHolds(
  tx: Tx,
  { tenantId, settlements }: { tenantId: string; settlements: Settlement[] },
): Promise<Moves[]> {
  const { rows } = await sql<MovesRow>`
    with ended as (
      update usage_holds h set state = 'settled', ended_at = now()
      from ${describeSettlements(settlements)}
      where h.tenant_id = ${tenantId} and h.id = g.id and h.state = 'held'
      returning h.*, g.record_id, least(g.credits, h.credits) as used_credits, least(g.pages, h.pages) as used_pages,
        g.tokens_in, g.tokens_out, g.source, g.latency_ms
    ), recorded as (
      insert into usage_records (tenant_id, id, hold_id, kind, model, subject, user_id, request_id, tokens_in, tokens_out,
        pages, credits, latency_ms, source, price_model, price_version, period_start)
      select tenant_id, record_id, id, kind, model, subject, user_id, request_id, tokens_in, tokens_out, used_pages,
        used_credits, latency_ms, source, price_model, price_version, period_start from ended
    )
    select period_start, array_agg(id) as hold_ids, sum(used_credits)::bigint as used_credits, sum(credits)::bigint as held_credits,
      sum(used_pages)::bigint as used_pages, sum(pages)::bigint as held_pages
    from ended group by period_start order by period_start`.execute(tx);
  return rows.map(asMoves);
}

/** As rows `g`. */
export function describeSettlements(settlements: Settlement[]): RawBuilder<unknown> {
  const given = settlements.map(({ holdId, recordId, credits, used }) => ({
    id: holdId,
    record_id: recordId,
    credits,
    pages: used.pages ?? 0,
    tokens_in: (used.tokensIn ?? 0) + (used.embeddingTokens ?? 0),
    tokens_out: used.tokensOut ?? 0,
    source: used.source,
    latency_ms: used.latencyMs === undefined ? null : Math.round(used.latencyMs),
  }));
  return sql`json_to_recordset(${JSON.stringify(given)}::json) as g (id uuid, record_id uuid, credits bigint, pages bigint,
    tokens_in bigint, tokens_out bigint, source text, latency_ms integer)`;
}

/** held -> released | expired: nothing was used, or nobody can say that anything was. */
export async function endHolds(
  tx: Tx,
  { tenantId, holdIds, state }: { tenantId: string; holdIds: string[]; state: 'released' | 'expired' },
): Promise<Moves[]> {
  const { rows } = await sql<MovesRow>`
    with ended as (
      update usage_holds set state = ${state}, ended_at = now()
      where tenant_id = ${tenantId} and id = any (${holdIds}::uuid[]) and state = 'held'
      returning id, period_start, credits, pages
    )
    select period_start, array_agg(id) as hold_ids, 0::bigint as used_credits, sum(credits)::bigint as held_credits,
      0::bigint as used_pages, sum(pages)::bigint as held_pages
    from ended group by period_start order by period_start`.execute(tx);
  return rows.map(asMoves);
}

/** Locked; those that somebody else is just ending are left to them. */
export async function lockExpiredHolds(
  tx: Tx,
  options: { tenantId: string; limit: number },
): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`select id from usage_holds
    where tenant_id = ${options.tenantId} and state = 'held' and lease_expires_at < clock_timestamp()
    order by lease_expires_at limit ${options.limit} for update skip locked`.execute(tx);
  return rows.map(row => row.id);
}

export interface HoldRow {
  id: string;
  state: 'held' | 'settled' | 'released' | 'expired';
  kind: string;
  model: string;
  credits: number;
  pages: number;
  measured_tokens: number;
  measured_pages: number;
  measured_estimated: boolean;
  price_model: string;
  price_version: number;
  period_start: Date;
  /** Its counters take no more. */
  period_over: boolean;
}

/** The open hold for a run or document, locked; undefined: there is none. */
export async function lockHoldOfSubject(
  tx: Tx,
  { tenantId, subject }: { tenantId: string; subject: string },
): Promise<HoldRow | undefined> {
  const { rows } = await sql<HoldRow>`
    select h.id, h.state, h.kind, h.model, h.credits, h.pages, h.measured_tokens, h.measured_pages,
      h.measured_estimated, h.price_model, h.price_version, h.period_start, not exists (select from usage_counters c where c.tenant_id = h.tenant_id
        and c.meter = 'credits' and c.period_start = h.period_start and c.period_end > now()) as period_over
    from usage_holds h where h.tenant_id = ${tenantId} and h.subject = ${subject} and h.state = 'held'
    for update`.execute(tx);
  return rows[0];
}

export async function growHold(
  tx: Tx,
  grown: { tenantId: string; holdId: string; leaseMs: number } & Amounts,
): Promise<void> {
  await sql`update usage_holds set credits = credits + ${grown.credits}, pages = pages + ${grown.pages},
      lease_expires_at = clock_timestamp() + ${grown.leaseMs} * interval '1 millisecond'
    where tenant_id = ${grown.tenantId} and id = ${grown.holdId}`.execute(tx);
}

export async function addMeasured(
  tx: Tx,
  measured: Measured & { tenantId: string; subject: string },
): Promise<void> {
  await sql`update usage_holds set measured_tokens = measured_tokens + ${measured.tokens},
      measured_pages = measured_pages + ${measured.pages},
      measured_estimated = measured_estimated or ${measured.isEstimated}
    where tenant_id = ${measured.tenantId} and subject = ${measured.subject} and state = 'held'`.execute(tx);
}

/** What work measured. */
export interface Measured {
  tokens: number;
  pages: number;
  /** Some of the tokens are an estimate of ours: their provider did not count them. */
  isEstimated: boolean;
}

/** What earlier holds of the subject measured and nobody was billed for; it is theirs no longer. */
export async function takeUnbilled(
  tx: Tx,
  { tenantId, subject }: { tenantId: string; subject: string },
): Promise<Measured> {
  const { rows } = await sql<Omit<Measured, 'isEstimated'> & { is_estimated: boolean }>`
    with unbilled as (
      select id, measured_tokens, measured_pages, measured_estimated from usage_holds
      where tenant_id = ${tenantId} and subject = ${subject} and state in ('released', 'expired')
        and (measured_tokens > 0 or measured_pages > 0) for update
    ), taken as (
      update usage_holds h set measured_tokens = 0, measured_pages = 0 from unbilled u
      where h.tenant_id = ${tenantId} and h.id = u.id returning 1
    )
    select coalesce(sum(measured_tokens), 0)::bigint as tokens, coalesce(sum(measured_pages), 0)::bigint as pages,
      coalesce(bool_or(measured_estimated), false) as is_estimated
    from unbilled`.execute(tx);
  const { is_estimated: isEstimated, ...sums } = rows[0]!;
  return { ...sums, isEstimated };
}

export async function deleteEndedHolds(
  tx: Tx,
  options: { tenantId: string; keepDays: number },
): Promise<void> {
  await sql`delete from usage_holds where tenant_id = ${options.tenantId} and state <> 'held'
    and ended_at < now() - ${options.keepDays} * interval '1 day'`.execute(tx);
}

const asMoves = (row: MovesRow): Moves => ({
  holdIds: row.hold_ids,
  periodStart: row.period_start,
  usedCredits: row.used_credits,
  heldCredits: row.held_credits,
  usedPages: row.used_pages,
  heldPages: row.held_pages,
});
