import { mkdtemp, rm } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { createTestStore } from '#tests/support/create-test-store.ts';
import { treeBytes, watchMemory } from '#tests/support/measure/watch-memory.ts';
import { preparePostgres } from '#tests/support/prepare-postgres.ts';
import { startQuarry } from '#tests/support/start-quarry.ts';
import type { RunningQuarry } from '#tests/support/start-quarry.ts';
import { makeTranscripts } from './transcripts/make-transcripts.ts';
import { readBare } from './transcripts/read-bare.ts';

// A large file through the whole program on PostgreSQL: how far the memory of the server and its children rises, and what of
// the time is the database's. `--megabytes 500` for the size that the bar is about.

const { values } = parseArgs({ options: { megabytes: { type: 'string', default: '100' } } });
const bytes = Number(values.megabytes) * 1024 ** 2;
const BAR_RISE_MB = 200;

interface Imported {
  id: string;
  status: string;
  accepted: number;
  rejected: number;
}

const folder = await mkdtemp(path.join(tmpdir(), 'quarry-bench-import-'));
try {
  const rows = [];
  for (const layout of ['array', 'lines'] as const) rows.push(await measure(layout));
  console.table(rows);
  const rise = Math.max(...rows.map(row => row['rise MB']));
  const holds = rise <= BAR_RISE_MB && rows.every(row => row.missing === 0);
  console.log(
    `import of ${values.megabytes} MB: memory rises by ${rise} MB (bar ≤ ${BAR_RISE_MB}: ` +
      `${holds ? 'holds' : 'does not hold'}); load ${loadavg()[0]!.toFixed(1)}`,
  );
  if (!holds) process.exitCode = 1;
} finally {
  await rm(folder, { recursive: true, force: true });
}

async function measure(layout: 'array' | 'lines') {
  const file = path.join(folder, `${layout}.json`);
  const made = await makeTranscripts({ path: file, layout, bytes, seed: 7 });
  const bare = await readBare(file);
  await using _postgres = await preparePostgres();
  await using store = await createTestStore({ store: 'postgres' });
  const environment = { ...store.environment, QUARRY_LOG_LEVEL: 'error' };
  await using quarry = await startQuarry({ environment });
  // Scoring follows at once and is part of what the server does meanwhile.
  const baseline = treeBytes(quarry.process.pid!);
  using memory = watchMemory(quarry.process.pid!);
  const startedMs = performance.now();
  const done = await importAndWait(quarry, file);
  const seconds = (performance.now() - startedMs) / 1000;
  const megabytes = made.bytes / 1024 ** 2;
  await rm(file);
  return {
    layout,
    MB: Math.round(megabytes),
    items: made.good,
    missing: made.good - done.accepted,
    'baseline MB': Math.round(baseline / 1024 ** 2),
    'rise MB': Math.round((memory.peakBytes() - baseline) / 1024 ** 2),
    'import MB/s': Number((megabytes / seconds).toFixed(1)),
    'parser alone MB/s': Number((megabytes / bare.parserSeconds).toFixed(1)),
    'JSON.parse MB/s': bare.jsonParseMbPerSecond,
  };
}

async function importAndWait({ client }: RunningQuarry, file: string): Promise<Imported> {
  let seen = await client.upload<Imported>('/transcripts/import', file);
  while (!['done', 'failed', 'cancelled'].includes(seen.status)) {
    await delay(250);
    seen = await client.get<Imported>(`/transcripts/imports/${seen.id}`);
  }
  return seen;
}
