import type { Database } from '#kernel/db/database.ts';

export const TENANTS = 1_000;
export const DAYS = 90;
/** What the conversations end at. */
export const LAST = '2026-06-30T00:00:00Z';

const BATCH = 100_000;

/** Rows as the program keeps them, in a copy of its table with its partitions, but made by the database itself. */
export async function fillTimeline(db: Database, { from, to }: { from: number; to: number }): Promise<void> {
  if (from === 0) await createTable(db);
  for (let start = from; start < to; start += BATCH)
    await db.pool.query(insertRows('bench_timeline', start, Math.min(BATCH, to - start)));
  await db.pool.query('analyze bench_timeline');
}

/** Each tenant's rows lie scattered over the days, as they do when all tenants write at once. */
export const insertRows = (table: string, start: number, count: number): string => `
  insert into ${table} (tenant_id, created_at, id, external_id, channel, turns, turn_count, speakers, sentiment_label,
    sentiment_score)
  select lpad(to_hex(n % ${TENANTS}), 32, '0')::uuid,
    timestamptz '${LAST}' - (hashint8(n)::bigint & 2147483647) * interval '1 second' * ${(DAYS * 86_400) / 2_147_483_647},
    gen_random_uuid(), 'call-' || n, 'phone', '[]', 12, '{}', 'neutral', 0
  from generate_series(${start}::bigint, ${start + count - 1}::bigint) n`;

async function createTable(db: Database): Promise<void> {
  await db.pool.query(`
    set statement_timeout = 0;
    create table bench_timeline (like transcripts including defaults, primary key (tenant_id, created_at, id))
      partition by range (created_at);
    create table bench_timeline_03 partition of bench_timeline for values from ('2026-03-01') to ('2026-04-01');
    create table bench_timeline_04 partition of bench_timeline for values from ('2026-04-01') to ('2026-05-01');
    create table bench_timeline_05 partition of bench_timeline for values from ('2026-05-01') to ('2026-06-01');
    create table bench_timeline_06 partition of bench_timeline for values from ('2026-06-01') to ('2026-07-01')`);
}
