import { sql } from 'kysely';
import type { RawBuilder } from 'kysely';
import { counterColumns, ofNow } from '../counters/queries.ts';
import type { CounterRow } from '../counters/queries.ts';
import { describeHolds, describeSettlements } from '../queries.ts';
import type { NewHold, Settlement } from '../queries.ts';

export type GrantRow = CounterRow & { granted: number };

/**
 * Takes what holds ask for from the counter of credits, and makes those that it has room for: `grant` and `insertHolds` as
 * one statement. No row: the tenant has no counter for this period yet, and nothing was done.
 */
export const grantHolds = (tenantId: string, holds: NewHold[]): RawBuilder<GrantRow> => {
  let total = 0;
  const totals = holds.map(hold => (total += hold.credits));
  return sql<GrantRow>`
    with counter as (
      update usage_counters c set (reserved, granted) = (
        select c.reserved + coalesce(max(sums.total), 0), count(*) from unnest(${totals}::bigint[]) as sums (total)
        where c.limit_amount is null or c.used + c.reserved + sums.total <= c.limit_amount
      )
      where ${ofNow(tenantId)} and c.meter = 'credits'
      returning ${counterColumns}, c.granted
    ), held as (
      insert into usage_holds (tenant_id, id, kind, model, subject, user_id, request_id, period_start, credits, pages,
        price_model, price_version, lease_expires_at)
      select ${tenantId}::uuid, h.id, h.kind, h.model, h.subject, h.user_id, h.request_id, counter.period_start, h.credits,
        h.pages, h.price_model, h.price_version, clock_timestamp() + h.lease_ms * interval '1 millisecond'
      from counter, ${describeHolds(holds)} where h.turn <= counter.granted
    )
    select * from counter`;
};

/**
 * held -> settled, each with its record, and the counters moved, in the order of all locks on them: `settleHolds` and
 * `moveCounter` as one statement. Returns the holds that were still held.
 */
export const settleTogether = (tenantId: string, settlements: Settlement[]): RawBuilder<{ id: string }> =>
  sql<{ id: string }>`
    with ended as (
      update usage_holds h set state = 'settled', ended_at = now() from ${describeSettlements(settlements)}
      where h.tenant_id = ${tenantId}::uuid and h.id = g.id and h.state = 'held'
      returning h.*, g.record_id, least(g.credits, h.credits) as used_credits, least(g.pages, h.pages) as used_pages,
        g.tokens_in, g.tokens_out, g.source, g.latency_ms
    ), recorded as (
      insert into usage_records (tenant_id, id, hold_id, kind, model, subject, user_id, request_id, tokens_in, tokens_out,
        pages, credits, latency_ms, source, price_model, price_version, period_start)
      select tenant_id, record_id, id, kind, model, subject, user_id, request_id, tokens_in, tokens_out, used_pages,
        used_credits, latency_ms, source, price_model, price_version, period_start from ended
    ), moves as (
      select period_start, 'credits' as meter, sum(used_credits)::bigint as used, sum(credits)::bigint as held
      from ended group by period_start
      union all
      select period_start, 'pages', sum(used_pages)::bigint, sum(pages)::bigint
      from ended group by period_start having sum(pages) > 0
    ), locked as materialized (
      select c.meter, c.period_start, m.used, m.held from moves m
      join usage_counters c on c.tenant_id = ${tenantId}::uuid and c.meter = m.meter and c.period_start = m.period_start
      order by c.period_start, c.meter for no key update of c
    ), moved as (
      update usage_counters c set used = c.used + l.used, reserved = c.reserved - l.held from locked l
      where c.tenant_id = ${tenantId}::uuid and c.meter = l.meter and c.period_start = l.period_start
    )
    select id from ended`;
