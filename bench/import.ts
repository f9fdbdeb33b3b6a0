import { mkdtemp, rm } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { openTestStore } from '#tests/support/create-test-store.ts';
import { treeBytes, watchMemory } from '#tests/support/measure/watch-memory.ts';
import { preparePostgres } from '#tests/support/prepare-postgres.ts';
import { startQuarry } from '#tests/support/start-quarry.ts';
import type { RunningQuarry } from '#tests/support/start-quarry.ts';
import { compareParsers } from './transcripts/compare-parsers.ts';
import { makeTranscripts } from './transcripts/make-transcripts.ts';
import { timeParser } from './transcripts/read-bare.ts';
import { timeDatabase } from './transcripts/time-database.ts';

// A large file through the whole program on PostgreSQL: how far the memory of the server and its children rises; how fast
// the import reads, checks and makes rows (`reads`) against a bare parser of tokens (the faster of two) and `JSON.parse` (of
// the whole, or of each line), all in CPU time and the first two in turns, of which the median counts; what the database
// takes for these rows alone; and what all of it takes together. `--megabytes 500` for the size that the bars are about;
// `--layout lines` for one of the two alone.

const { values } = parseArgs({
  options: {
    megabytes: { type: 'string', default: '100' },
    layout: { type: 'string' },
    rounds: { type: 'string', default: '3' },
  },
});
const bytes = Number(values.megabytes) * 1024 ** 2;
const layouts = (['array', 'lines'] as const).filter(each => each === (values.layout ?? each));
const BAR_RISE_MB = 200;
const BAR_OF_BARE = 0.8;

interface Imported {
  id: string;
  status: string;
  accepted: number;
  rejected: number;
}

const folder = await mkdtemp(path.join(tmpdir(), 'quarry-bench-import-'));
try {
  const rows = [];
  for (const layout of layouts) rows.push(await measure(layout));
  console.table(rows);
  const rise = Math.max(...rows.map(row => row['rise MB']));
  const share = Math.min(...rows.map(row => row['reads of bare']));
  const holds = rise <= BAR_RISE_MB && share >= BAR_OF_BARE && rows.every(row => row.missing === 0);
  console.log(
    `import: ${values.megabytes} MB, memory rises by ${rise} MB (bar ≤ ${BAR_RISE_MB}), without the database ` +
      `${share} × the bare parser (bar ≥ ${BAR_OF_BARE}): ${holds ? 'holds' : 'does not hold'}; ` +
      `load ${loadavg()[0]!.toFixed(1)}`,
  );
  if (!holds) process.exitCode = 1;
} finally {
  await rm(folder, { recursive: true, force: true });
}

async function measure(layout: 'array' | 'lines') {
  const file = path.join(folder, `${layout}.json`);
  const made = await makeTranscripts({ path: file, layout, bytes, seed: 7 });
  const megabytes = made.bytes / 1024 ** 2;
  const rate = (seconds: number): number => Number((megabytes / seconds).toFixed(1));
  await using _postgres = await preparePostgres();
  await using store = await openTestStore({ store: 'postgres' });
  const tell = <T extends object>(figures: T): T => {
    // Each as soon as it is there: what comes behind takes minutes.
    console.log(`${layout}: ${JSON.stringify(figures)}, load ${loadavg()[0]!.toFixed(1)}`);
    return figures;
  };
  const { accepted, seconds, ...memory } = await measureServer(store.environment, file);
  const missing = made.good - accepted;
  const whole = tell({
    MB: Math.round(megabytes),
    items: made.good,
    missing,
    ...memory,
    'import MB/s': rate(seconds),
  });
  const rounds = Number(values.rounds);
  const { bare, reads, plain, shares } = await compareParsers(file, { layout, bytes: made.bytes, rounds });
  const read = tell({
    'bare MB/CPU s': rate(bare),
    'reads MB/CPU s': rate(reads),
    'reads of bare': Number(shares[shares.length >> 1]!.toFixed(2)),
    'in each round': shares.map(share => share.toFixed(2)).join(' '),
    'of JSON.parse': Number((plain / reads).toFixed(2)),
  });
  const parser = await timeParser(file);
  const database = await timeDatabase(store.db, file);
  await rm(file);
  const apart = tell({
    'parser MB/s': rate(parser),
    'database MB/s': rate(database),
    'of the slower': Number((Math.max(parser, database) / seconds).toFixed(2)),
  });
  return { layout, ...whole, ...read, ...apart };
}

async function measureServer(store: Record<string, string>, file: string) {
  const environment = { ...store, QUARRY_LOG_LEVEL: 'error' };
  await using quarry = await startQuarry({ environment });
  const baseline = treeBytes(quarry.process.pid!);
  // Scoring follows at once and is part of what the server does meanwhile.
  using memory = watchMemory(quarry.process.pid!);
  const { accepted, seconds } = await importAndWait(quarry, file);
  return {
    accepted,
    seconds,
    'baseline MB': Math.round(baseline / 1024 ** 2),
    'rise MB': Math.round((memory.peakBytes() - baseline) / 1024 ** 2),
  };
}

/** The time from the end of the upload to the end of the import. */
async function importAndWait({ client }: RunningQuarry, file: string) {
  const begun = await client.upload<Imported>('/transcripts/import', file);
  const startedMs = performance.now();
  for (let seen = begun; ; seen = await client.get<Imported>(`/transcripts/imports/${begun.id}`)) {
    if (['done', 'failed', 'cancelled'].includes(seen.status))
      return { accepted: seen.accepted, seconds: (performance.now() - startedMs) / 1000 };
    await delay(100);
  }
}
