import { setTimeout as delay } from 'node:timers/promises';
import { createTestStore } from '#tests/support/create-test-store.ts';
import { preparePostgres } from '#tests/support/prepare-postgres.ts';
import { recordResult } from '../scripts/record-result.ts';
import { CONCURRENCY } from './jobs/bench-job.ts';
import { openOurs, openPgBoss } from './jobs/job-source.ts';
import type { JobSource } from './jobs/job-source.ts';
import { WorkerCrew } from './jobs/worker-crew.ts';

// How fast empty jobs begin and pass, in 1 and in 4 worker processes, beside plain pg-boss `work()` on a database of
// its own in the same run. The bar: from the commit of the enqueuing to the start, p50 ≤ 25 ms.

const BACKLOG = 2_000;
/** Nobody waits longer for a backlog; what began until then counts. */
const LONGEST_BACKLOG_MS = 15_000;
/** Of each runner, that many milliseconds of single jobs. */
const SINGLE_JOBS_MS = 6_000;
const BAR_P50_MS = 25;

interface Row {
  runner: string;
  processes: number;
  'jobs/s': number;
  'start p50 ms': number;
  'start p95 ms': number;
  repeated: number;
}

const rows: Row[] = [];
{
  await using _postgres = await preparePostgres();
  for (const processes of [1, 4])
    for (const open of [openOurs, openPgBoss]) {
      await using store = await createTestStore({ store: 'postgres' });
      await using source = await open(store);
      rows.push(await measure(source, processes));
    }
}
console.table(rows);
const line = `jobs: ${rows.map(describe).join('; ')}`;
const ours = rows.filter(row => row.runner === 'quarry');
const isFast = ours.every(row => row['start p50 ms'] <= BAR_P50_MS && row.repeated === 0);
if (process.argv.includes('--record')) await record();
if (!isFast) process.exitCode = 1;
console.log(`${line} (bar: Quarry's p50 ≤ ${BAR_P50_MS} ms: ${isFast ? 'holds' : 'does not hold'})`);

async function measure(source: JobSource, processes: number): Promise<Row> {
  const throughput = await measureBacklog(source, processes);
  const { p50, p95, repeated } = await measureStarts(source, processes);
  return {
    runner: source.runner,
    processes,
    'jobs/s': Math.round(throughput.perSecond),
    'start p50 ms': Number(p50.toFixed(1)),
    'start p95 ms': Number(p95.toFixed(1)),
    repeated: repeated + throughput.repeated,
  };
}

/** The jobs are there first; the clock runs from the first that begins to the last. */
async function measureBacklog(source: JobSource, processes: number) {
  const numbers = Array.from({ length: BACKLOG }, (_, n) => n);
  await source.add(numbers);
  await using crew = new WorkerCrew();
  await crew.hire(processes, source.runner, source.url);
  await crew.untilBegun(BACKLOG, LONGEST_BACKLOG_MS);
  const times = [...crew.begun.values()].toSorted((a, b) => a - b);
  const seconds = (times.at(-1)! - times[0]!) / 1000;
  const { repeated } = crew;
  // What is left of a slow backlog must not be in the way of the next measurement.
  await source.empty();
  return { perSecond: (times.length - CONCURRENCY) / seconds, repeated };
}

/** One job now and then on idle workers: from the end of the enqueuing transaction to the start of the handler. */
async function measureStarts(source: JobSource, processes: number) {
  await using crew = new WorkerCrew();
  await crew.hire(processes, source.runner, source.url);
  const added: number[] = [];
  const count = Math.round(SINGLE_JOBS_MS / source.pauseMs);
  for (let n = 0; n < count; n++) {
    await source.add([BACKLOG + n]);
    added.push(performance.timeOrigin + performance.now());
    await delay(source.pauseMs * (0.5 + ((n * 7) % 11) / 10));
  }
  await crew.untilBegun(count, LONGEST_BACKLOG_MS);
  const waits = added
    .flatMap((atMs, n) =>
      crew.begun.has(BACKLOG + n) ? [Math.max(0, crew.begun.get(BACKLOG + n)! - atMs)] : [],
    )
    .toSorted((a, b) => a - b);
  const quantile = (share: number): number => waits[Math.floor(waits.length * share)] ?? Number.NaN;
  return { p50: quantile(0.5), p95: quantile(0.95), repeated: crew.repeated };
}

function describe(row: Row): string {
  const name = row.runner === 'quarry' ? 'Quarry' : 'plain pg-boss work()';
  const times = `enqueue→start p50 ${row['start p50 ms']} p95 ${row['start p95 ms']} ms`;
  return `${name}, ${row.processes} process${row.processes > 1 ? 'es' : ''}: ${row['jobs/s']} jobs/s, ${times}`;
}

function record(): Promise<void> {
  const headline = isFast ? 'The bar holds' : 'The bar does not hold';
  return recordResult('jobs', { headline, rows: rows as never, note: '`npm run bench -- jobs`' });
}
