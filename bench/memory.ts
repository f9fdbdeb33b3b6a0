import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Store } from '#kernel/db/database.ts';
import { createTestStore } from '#tests/support/create-test-store.ts';
import { startFakeProvider } from '#tests/support/fake-provider/fake-provider.ts';
import type { FakeProvider } from '#tests/support/fake-provider/fake-provider.ts';
import { preparePglite } from '#tests/support/prepare-pglite.ts';
import { preparePostgres } from '#tests/support/prepare-postgres.ts';
import { startQuarry } from '#tests/support/start-quarry.ts';
import type { RunningQuarry } from '#tests/support/start-quarry.ts';
import { startWorker } from '#tests/support/start-worker.ts';
import { makeLargePdf } from '../samples/make/make-large-pdf.ts';
import { recordResult } from '../scripts/record-result.ts';
import { watchParts } from './memory/watch-parts.ts';
import type { PeakMegabytes } from './memory/watch-parts.ts';

// Resident memory while one long PDF is ingested by the real program: api, worker and the worker's reader, all together
// at their highest moment. With a quick provider, and with one so slow that the reader has to wait for it. On PGlite
// the one process holds the database, too. The bar is for the two processes on PostgreSQL.

const PAGES = Number(process.argv.find(each => /^\d+$/.test(each)) ?? 1_600);
const BAR_MEGABYTES = 512;
const LATENCIES_MS = [20, 1_000];

interface Row extends PeakMegabytes {
  store: Store;
  'provider ms': number;
  pages: number;
  seconds: number;
}

const folder = await mkdtemp(path.join(tmpdir(), 'quarry-bench-memory-'));
const rows: Row[] = [];
try {
  await using _postgres = await preparePostgres();
  await using _pglite = await preparePglite();
  const file = path.join(folder, 'register.pdf');
  await makeLargePdf({ path: file, pages: PAGES });
  for (const store of ['postgres', 'pglite'] as const)
    for (const latencyMs of LATENCIES_MS) rows.push(await measure(store, latencyMs, file));
} finally {
  await rm(folder, { recursive: true, force: true });
}
console.table(rows);
const highest = Math.max(...rows.filter(row => row.store === 'postgres').map(row => row['together MB']));
const holds = highest < BAR_MEGABYTES;
if (process.argv.includes('--record'))
  await recordResult('memory', {
    headline: holds ? 'The bar holds' : 'The bar does not hold',
    rows: rows as never,
    note: '`npm run bench -- memory`',
  });
console.log(
  `memory: ${PAGES} pages, api + worker + reader ${highest} MB at most (bar: < ${BAR_MEGABYTES} MB: ${holds ? 'holds' : 'MISSED'})`,
);
process.exitCode = holds ? 0 : 1;

async function measure(store: Store, latencyMs: number, file: string): Promise<Row> {
  await using provider = await startFakeProvider();
  provider.always({ latencyMs });
  await using installation = await install(store, provider);
  using memory = watchParts(installation.pids);
  const startedMs = performance.now();
  const pages = await ingest(installation.quarry, file);
  const seconds = Math.round((performance.now() - startedMs) / 1000);
  return { store, 'provider ms': latencyMs, pages, seconds, ...memory.peak() };
}

async function install(store: Store, provider: FakeProvider) {
  await using resources = new AsyncDisposableStack();
  const test = resources.use(await createTestStore({ store }));
  const environment = {
    ...test.environment,
    QUARRY_EMBEDDING_BASE_URL: provider.baseUrl,
    QUARRY_EMBEDDING_MODEL: 'fake-embedding',
    QUARRY_LOG_LEVEL: 'error',
  };
  const command = store === 'pglite' ? 'start' : 'api';
  const quarry = resources.use(await startQuarry({ environment, command }));
  const worker = store === 'pglite' ? quarry : resources.use(await startWorker({ environment }));
  const opened = resources.move();
  return {
    quarry,
    pids: { api: quarry.process.pid!, worker: worker.process.pid! },
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}

async function ingest({ client }: RunningQuarry, file: string): Promise<number> {
  const library = await client.post<{ id: string }>('/libraries', { name: 'Long' });
  let document = await client.upload<{ id: string; status: string; page_count: number }>(
    `/libraries/${library.id}/documents`,
    file,
  );
  while (document.status !== 'ready') {
    if (document.status === 'failed') throw new Error(`the document failed: ${JSON.stringify(document)}`);
    await delay(250);
    document = await client.get(`/documents/${document.id}`);
  }
  return document.page_count;
}
