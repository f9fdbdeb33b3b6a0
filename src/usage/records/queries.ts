import { sql } from 'kysely';
import type { Selectable } from 'kysely';
import type { Tx } from '#kernel/db/database.ts';
import { newestFirst } from '#kernel/db/newest-first.ts';
import type { AgePage } from '#kernel/db/newest-first.ts';
import type { UsageRecordsTable } from '#kernel/db/tables.gen.ts';

export type RecordRow = Selectable<UsageRecordsTable>;

export interface RecordFilter {
  kind?: string;
  model?: string;
  subject?: string;
}

export function listRecordRows(
  tx: Tx,
  options: { tenantId: string } & RecordFilter & AgePage,
): Promise<RecordRow[]> {
  const { tenantId, kind, model, subject } = options;
  return tx
    .selectFrom('usage_records')
    .selectAll()
    .where('tenant_id', '=', tenantId)
    .$if(kind !== undefined, query => query.where('kind', '=', kind!))
    .$if(model !== undefined, query => query.where('model', '=', model!))
    .$if(subject !== undefined, query => query.where('subject', '=', subject!))
    .$call(newestFirst('usage_records', options))
    .execute();
}

export interface KindSum {
  kind: string;
  model: string;
  records: number;
  tokens_in: number;
  tokens_out: number;
  pages: number;
  credits: number;
}

/** What the records of one period add up to. */
export async function sumRecords(
  tx: Tx,
  { tenantId, periodStart }: { tenantId: string; periodStart: Date },
): Promise<KindSum[]> {
  const { rows } = await sql<KindSum>`
    select kind, model, count(*) as records, sum(tokens_in)::bigint as tokens_in, sum(tokens_out)::bigint as tokens_out,
      sum(pages)::bigint as pages, sum(credits)::bigint as credits
    from usage_records where tenant_id = ${tenantId} and period_start = ${periodStart}
    group by kind, model order by kind, model`.execute(tx);
  return rows;
}

export interface DaySum extends Omit<KindSum, 'model'> {
  /** In UTC. */
  day: string;
}

/** What the records of each day since `since` add up to, by kind. */
export async function sumDays(
  tx: Tx,
  { tenantId, since }: { tenantId: string; since: Date },
): Promise<DaySum[]> {
  const { rows } = await sql<DaySum>`
    select to_char(created_at at time zone 'UTC', 'YYYY-MM-DD') as day, kind, count(*) as records,
      sum(tokens_in)::bigint as tokens_in, sum(tokens_out)::bigint as tokens_out, sum(pages)::bigint as pages,
      sum(credits)::bigint as credits
    from usage_records where tenant_id = ${tenantId} and created_at >= ${since}
    group by 1, kind order by 1, kind`.execute(tx);
  return rows;
}

/** The record, unless it is a refund itself. */
export function findRefundable(
  tx: Tx,
  { tenantId, id }: { tenantId: string; id: string },
): Promise<RecordRow | undefined> {
  return tx
    .selectFrom('usage_records')
    .selectAll()
    .where('tenant_id', '=', tenantId)
    .where('id', '=', id)
    .where('refund_of', 'is', null)
    .executeTakeFirst();
}

/** A record of the same work with all amounts taken back; false when it was refunded before. */
export async function insertRefund(
  tx: Tx,
  refund: { id: string; record: RecordRow; reason: string },
): Promise<boolean> {
  const { id, record, reason } = refund;
  const { rows } = await sql`
    insert into usage_records (tenant_id, id, refund_of, kind, model, subject, user_id, request_id, tokens_in, tokens_out,
      pages, credits, source, price_model, price_version, period_start, reason)
    select tenant_id, ${id}, id, kind, model, subject, user_id, request_id, 0, 0, -pages, -credits, source, price_model,
      price_version, period_start, ${reason}
    from usage_records where tenant_id = ${record.tenant_id} and id = ${record.id}
    on conflict (tenant_id, refund_of) do nothing returning id`.execute(tx);
  return rows.length > 0;
}

/** What should be equal and is not, for one tenant: the sums of records and holds, and the counters. */
export async function listDifferences(tx: Tx, tenantId: string): Promise<Record<string, unknown>[]> {
  const { rows } = await sql<Record<string, unknown>>`
    with recorded as (
      select period_start, sum(credits) as credits, sum(pages) as pages from usage_records
      where tenant_id = ${tenantId} group by period_start
    ), held as (
      select period_start, sum(credits) as credits, sum(pages) as pages from usage_holds
      where tenant_id = ${tenantId} and state = 'held' group by period_start
    ), expected as (
      select c.meter, c.period_start, c.used, c.reserved, c.limit_amount,
        coalesce(case c.meter when 'credits' then r.credits else r.pages end, 0)::bigint as recorded,
        coalesce(case c.meter when 'credits' then h.credits else h.pages end, 0)::bigint as held
      from usage_counters c left join recorded r using (period_start) left join held h using (period_start)
      where c.tenant_id = ${tenantId}
    )
    select * from expected where used <> recorded or reserved <> held or used + reserved > limit_amount`.execute(
    tx,
  );
  return rows;
}
