import { sql } from 'kysely';
import type { Tx } from '#kernel/db/database.ts';
import type { Meter, MeterState } from '../meter.ts';

export interface CounterRow {
  meter: Meter;
  limit_amount: number | null;
  used: number;
  reserved: number;
  period_start: Date;
  period_end: Date;
}

export const counterColumns = sql`c.meter, c.limit_amount, c.used, c.reserved, c.period_start, c.period_end`;

export const ofNow = (tenantId: string) =>
  sql`c.tenant_id = ${tenantId} and c.period_start <= now() and c.period_end > now()`;

/**
 * Grants as many of the folded requests as there is room for, the first ones, in one statement: `totals` are the sums
 * of the first, the first two, … of them. Waits for its turn at the row and judges by what it then says.
 * Undefined: the tenant has no counter for this period yet.
 */
export async function grant(
  tx: Tx,
  { tenantId, meter, totals }: { tenantId: string; meter: Meter; totals: number[] },
): Promise<(MeterState & { granted: number }) | undefined> {
  const { rows } = await sql<CounterRow & { granted: number }>`
    update usage_counters c set (reserved, granted) = (
      select c.reserved + coalesce(max(sums.total), 0), count(*) from unnest(${totals}::bigint[]) as sums (total)
      where c.limit_amount is null or c.used + c.reserved + sums.total <= c.limit_amount
    )
    where ${ofNow(tenantId)} and c.meter = ${meter}
    returning ${counterColumns}, c.granted`.execute(tx);
  const row = rows[0];
  return row && { ...asState(row), granted: row.granted };
}

/** Moves a counter by what was used and by what is no longer (or, negative, additionally) held. */
export async function moveCounter(
  tx: Tx,
  move: { tenantId: string; meter: Meter; periodStart: Date; used: number; held: number },
): Promise<void> {
  if (move.used === 0 && move.held === 0) return;
  await sql`update usage_counters set used = used + ${move.used}, reserved = reserved - ${move.held}
    where tenant_id = ${move.tenantId} and meter = ${move.meter} and period_start = ${move.periodStart}`.execute(
    tx,
  );
}

/** Makes the counters of the current period, by the plan; others may do so at the same time. */
export async function createCounters(tx: Tx, tenantId: string, defaultPlan: string): Promise<void> {
  await sql`
    with plan as (
      select p.*, date_trunc(p.period, now(), 'UTC') as starts,
        date_trunc(p.period, now() at time zone 'UTC') as starts_utc
      from plans p where p.id = coalesce(
        (select s.plan_id from subscriptions s where s.tenant_id = ${tenantId}), ${defaultPlan})
    )
    insert into usage_counters (tenant_id, meter, period_start, period_end, limit_amount)
    select ${tenantId}, m.meter, plan.starts, (plan.starts_utc + ('1 ' || plan.period)::interval) at time zone 'UTC', m.most
    from plan, lateral (values ('credits', plan.credits_limit), ('pages', plan.pages_limit)) as m (meter, most)
    where not exists (select from usage_counters c where ${ofNow(tenantId)})
    on conflict do nothing`.execute(tx);
}

export async function listCounters(tx: Tx, tenantId: string): Promise<MeterState[]> {
  const { rows } = await sql<CounterRow>`select ${counterColumns} from usage_counters c
    where ${ofNow(tenantId)} order by c.meter`.execute(tx);
  return rows.map(asState);
}

export const asState = (row: CounterRow): MeterState => ({
  meter: row.meter,
  limit: row.limit_amount,
  used: row.used,
  reserved: row.reserved,
  periodStart: row.period_start,
  resetsAt: row.period_end,
});
