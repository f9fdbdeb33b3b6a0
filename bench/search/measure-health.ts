import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { openDatabase } from '#kernel/db/open-database.ts';
import type { Store } from '#kernel/db/database.ts';
import { createTestStore } from '#tests/support/create-test-store.ts';
import { withClient } from '#tests/support/with-client.ts';
import type { Latencies } from '#tests/support/measure/probe-latency.ts';
import { clusteredVectors } from '#tests/support/vectors/clustered-vectors.ts';
import type { VectorOptions } from '#tests/support/vectors/clustered-vectors.ts';
import { fillTenant } from './fill-tenant.ts';
import { makeUser, serveSearch } from './serve-search.ts';

const QUEUED = 50;
const ROWS = 10_000;
const SECONDS = 10;

/** `/health` from outside while fifty searches wait at any moment, and while none does. */
export async function measureHealth(store: Store, space: VectorOptions): Promise<string> {
  await using test = await createTestStore({ store });
  const user = await prepareTenant(test.config, space);
  // As autovacuum does soon after so many rows were written; PGlite's is ours.
  if (test.adminUrl) await withClient(test.adminUrl, admin => admin.query('vacuum (analyze)'));
  await using server = await serveSearch(test);
  const ask = server.ask(user.apiKey);
  const questions = clusteredVectors({ ...space, stream: 1 });
  await ask(questions.next().value);
  const idle = await probe(`${server.url}/health`);
  let asked = 0;
  let refused = 0;
  const countRefusal = (error: Error) => {
    if (!error.message.startsWith('HTTP 503')) throw error;
    refused++;
  };
  const finished = new AbortController();
  const clients = Array.from({ length: QUEUED }, async () => {
    for (; !finished.signal.aborted; asked++) await ask(questions.next().value).catch(countRefusal);
  });
  const busy = await probe(`${server.url}/health`);
  finished.abort();
  await Promise.all(clients);
  console.log(
    `/health: p50 ${idle.p50Ms.toFixed(1)} p95 ${idle.p95Ms.toFixed(1)} idle; p50 ${busy.p50Ms.toFixed(1)} p95 ${busy.p95Ms.toFixed(1)} ` +
      `with ${QUEUED} searches queued (${(asked / SECONDS).toFixed(0)}/s, of them refused as too many: ${(refused / SECONDS).toFixed(0)})`,
  );
  return `/health p95 ${busy.p95Ms.toFixed(1)} ms`;
}

async function prepareTenant(config: Parameters<typeof openDatabase>[0], space: VectorOptions) {
  await using db = await openDatabase(config);
  const user = await makeUser(db);
  await fillTenant(db, ROWS, clusteredVectors(space), user);
  return user;
}

const PROBE = fileURLToPath(new URL('probe-process.ts', import.meta.url));

/** From a process of its own: this one is busy with fifty clients, and would measure itself. */
async function probe(url: string): Promise<Latencies> {
  const { stdout } = await promisify(execFile)(process.execPath, [PROBE, url, String(SECONDS)]);
  return JSON.parse(stdout) as Latencies;
}
