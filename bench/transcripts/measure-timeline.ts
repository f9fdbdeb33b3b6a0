import type pg from 'pg';
import type { Database } from '#kernel/db/database.ts';
import { insertRows, LAST, TENANTS } from './fill-timeline.ts';

const RUNS = 300;
const HASH_RUNS = 30;

interface Times {
  p50Ms: number;
  p95Ms: number;
}

/** The newest conversations of the last seven days, of one tenant after the other. `onlyHash`: without the B-tree. */
export async function measureQuery(
  db: Database,
  table: string,
  { onlyHash = false }: { onlyHash?: boolean } = {},
): Promise<Times> {
  const client = await db.pool.connect();
  try {
    await client.query('set statement_timeout = 0');
    if (onlyHash) {
      await client.query(`alter table ${table} drop constraint ${table}_pkey`);
      // The month that the seven days lie in.
      await client.query(`create index bench_hash on ${table}_06 using hash (tenant_id)`);
      await client.query(`vacuum analyze ${table}_06`);
    }
    await timeQueries(client, table, 20);
    const times = await timeQueries(client, table, onlyHash ? HASH_RUNS : RUNS);
    return { p50Ms: times[Math.floor(times.length / 2)]!, p95Ms: times[Math.floor(times.length * 0.95)]! };
  } finally {
    client.release(true);
  }
}

async function timeQueries(client: pg.PoolClient, table: string, runs: number): Promise<number[]> {
  const times: number[] = [];
  for (let run = 0; run < runs; run++) {
    const tenant = ((run * 37) % TENANTS).toString(16).padStart(32, '0');
    const startedMs = performance.now();
    await client.query(
      `select id, created_at, external_id, channel, sentiment_label, sentiment_score from ${table}
       where tenant_id = $1 and created_at >= timestamptz '${LAST}' - interval '7 days' and created_at < '${LAST}'
       order by created_at desc, id desc limit 51`,
      [tenant],
    );
    times.push(performance.now() - startedMs);
  }
  return times.toSorted((a, b) => a - b);
}

const INDEXES = [
  'primary key (tenant_id, created_at, id)',
  '(tenant_id, channel, created_at)',
  '(tenant_id, sentiment_label, created_at)',
  '(tenant_id, external_id)',
  '(import_id)',
];

const INSERT_ROUNDS = 3;

/** Rows a second into one empty table with 0, 1, 3 and 5 indexes, in turns: of each the round that was disturbed least. */
export async function measureInserts(
  db: Database,
  count: number,
): Promise<Record<string, string | number>[]> {
  const best = new Map<number, number>();
  const client = await db.pool.connect();
  try {
    await client.query('set statement_timeout = 0');
    for (const indexes of Array.from({ length: INSERT_ROUNDS }, () => [0, 1, 3, 5]).flat()) {
      await client.query('drop table if exists bench_inserts');
      await client.query('create table bench_inserts (like transcripts including defaults)');
      for (const [n, index] of INDEXES.slice(0, indexes).entries())
        await client.query(
          n === 0 ? `alter table bench_inserts add ${index}` : `create index on bench_inserts ${index}`,
        );
      const startedMs = performance.now();
      for (let start = 0; start < count; start += 1_000)
        await client.query(insertRows('bench_inserts', start, Math.min(1_000, count - start)));
      const perSecond = Math.round((count * 1000) / (performance.now() - startedMs));
      best.set(indexes, Math.max(best.get(indexes) ?? 0, perSecond));
    }
    return [...best].map(([indexes, perSecond]) => {
      return { indexes, 'rows/s': perSecond, 'of none': (perSecond / best.get(0)!).toFixed(2) };
    });
  } finally {
    client.release(true);
  }
}
