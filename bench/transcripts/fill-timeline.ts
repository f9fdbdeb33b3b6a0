import type { Database } from '#kernel/db/database.ts';

export const TENANTS = 1_000;
export const DAYS = 90;
/** What the conversations end at. */
export const LAST = '2026-06-30T00:00:00Z';

const BATCH = 500_000;
const PRIMARY_KEY = 'primary key (tenant_id, created_at, id)';

/**
 * Rows as the program keeps them, in a copy of its table with its partitions, but made by the database itself. The index
 * is built behind them: what is measured is how they are read.
 */
export async function fillTimeline(db: Database, { from, to }: { from: number; to: number }): Promise<void> {
  const client = await db.pool.connect();
  try {
    await client.query(`set statement_timeout = 0; set maintenance_work_mem = '512MB'`);
    if (from === 0) await client.query(CREATE_TABLE);
    else await client.query('alter table bench_timeline drop constraint bench_timeline_pkey');
    for (let start = from; start < to; start += BATCH)
      await client.query(insertRows('bench_timeline', start, Math.min(BATCH, to - start)));
    await client.query(`alter table bench_timeline add ${PRIMARY_KEY}`);
    await client.query('vacuum analyze bench_timeline');
  } finally {
    client.release(true);
  }
}

/** Each tenant's rows lie scattered over the days, as they do when all tenants write at once. */
export const insertRows = (table: string, start: number, count: number): string => `
  insert into ${table} (tenant_id, created_at, id, external_id, channel, turns, turn_count, speakers, sentiment_label,
    sentiment_score)
  select lpad(to_hex(n % ${TENANTS}), 32, '0')::uuid,
    timestamptz '${LAST}' - (hashint8(n)::bigint & 2147483647) * interval '1 second' * ${(DAYS * 86_400) / 2_147_483_647},
    gen_random_uuid(), 'call-' || n, 'phone', '[]', 12, '{}', 'neutral', 0
  from generate_series(${start}::bigint, ${start + count - 1}::bigint) n`;

/** Unlogged: twenty million rows need no crash to survive. */
const CREATE_TABLE = `
  create table bench_timeline (like transcripts including defaults) partition by range (created_at);
  create unlogged table bench_timeline_03 partition of bench_timeline for values from ('2026-03-01') to ('2026-04-01');
  create unlogged table bench_timeline_04 partition of bench_timeline for values from ('2026-04-01') to ('2026-05-01');
  create unlogged table bench_timeline_05 partition of bench_timeline for values from ('2026-05-01') to ('2026-06-01');
  create unlogged table bench_timeline_06 partition of bench_timeline for values from ('2026-06-01') to ('2026-07-01')`;
