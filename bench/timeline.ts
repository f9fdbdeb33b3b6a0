import { loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { openDatabase } from '#kernel/db/open-database.ts';
import { createTestStore } from '#tests/support/create-test-store.ts';
import { preparePostgres } from '#tests/support/prepare-postgres.ts';
import { fillTimeline } from './transcripts/fill-timeline.ts';
import { measureInserts, measureQuery } from './transcripts/measure-timeline.ts';

// The seven-day query of one tenant in 1,000 at several sizes, B-tree against hash, and what each further index costs to
// write. `--rows 1000000,5000000,20000000` asks for other sizes; `--inserts 100000` for another load.

const { values } = parseArgs({
  options: {
    rows: { type: 'string', default: '200000,1000000' },
    inserts: { type: 'string', default: '50000' },
  },
});
const sizes = values.rows.split(',').map(Number);
const BAR_P50_MS = 5;
const BAR_FLAT = 1.3;

await using _postgres = await preparePostgres();
await using store = await createTestStore({ store: 'postgres' });
await using db = await openDatabase({
  url: store.environment['DATABASE_OWNER_URL']!,
  maxConnections: 4,
  acquireTimeoutMs: 60_000,
});

const rows: Record<string, string | number>[] = [];
const medians: number[] = [];
let filled = 0;
for (const size of sizes) {
  await fillTimeline(db, { from: filled, to: size });
  filled = size;
  const { p50Ms, p95Ms } = await measureQuery(db, 'bench_timeline');
  medians.push(p50Ms);
  rows.push({
    rows: size,
    query: 'seven days, 51 newest',
    'p50 ms': p50Ms.toFixed(2),
    'p95 ms': p95Ms.toFixed(2),
  });
}
const hash = await measureQuery(db, 'bench_timeline', { onlyHash: true });
rows.push({
  rows: filled,
  query: 'the same with a hash index on the tenant',
  'p50 ms': hash.p50Ms.toFixed(2),
  'p95 ms': hash.p95Ms.toFixed(2),
});
console.table(rows);
console.table(await measureInserts(db, Number(values.inserts)));
const flat = medians.at(-1)! / medians[0]!;
const holds = Math.max(...medians) <= BAR_P50_MS && flat <= BAR_FLAT;
console.log(
  `timeline: p50 ${medians.map(each => each.toFixed(2)).join(' → ')} ms at ${sizes.join(' → ')} rows, ` +
    `${flat.toFixed(2)} × (bar ≤ ${BAR_P50_MS} ms, ≤ ${BAR_FLAT} ×: ${holds ? 'holds' : 'does not hold'}); ` +
    `load ${loadavg()[0]!.toFixed(1)}`,
);
if (!holds) process.exitCode = 1;
