import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { openDatabase } from '#kernel/db/open-database.ts';
import { createTestStore } from '#tests/support/create-test-store.ts';
import { startFakeProvider } from '#tests/support/fake-provider/fake-provider.ts';
import { startQuarry } from '#tests/support/start-quarry.ts';
import type { RunningQuarry } from '#tests/support/start-quarry.ts';

const MAIN = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));
/** What a supervisor commonly waits before it kills. */
const STOP_MS = 15_000;
const SENTENCE = 'The keeper turned the lens of the harbour light by hand until the evening. ';
const LONG_TEXT = Array.from({ length: 600 }, (_, n) => `${n}. ${SENTENCE.repeat(8)}`).join('\n\n');

interface Seen {
  status: string;
  progress: { done: number } | null;
}

async function prepare() {
  const store = await createTestStore();
  onTestFinished(() => store[Symbol.asyncDispose]());
  const provider = await startFakeProvider();
  onTestFinished(() => provider[Symbol.asyncDispose]());
  const environment = {
    ...store.environment,
    QUARRY_EMBEDDING_BASE_URL: provider.baseUrl,
    QUARRY_EMBEDDING_MODEL: 'vectors',
    QUARRY_LOG_LEVEL: 'error',
  };
  return { store, provider, environment };
}

async function upload(quarry: RunningQuarry, title: string, text: string): Promise<string> {
  const { client } = quarry;
  const { id: libraryId } = await client.post<{ id: string }>('/libraries', { name: title });
  return (await client.post<{ id: string }>(`/libraries/${libraryId}/documents`, { title, text })).id;
}

async function until(quarry: RunningQuarry, id: string, reached: (seen: Seen) => boolean): Promise<Seen> {
  for (;;) {
    const seen = await quarry.client.get<Seen>(`/documents/${id}`);
    if (reached(seen)) return seen;
    await delay(50);
  }
}

test('a program that is asked to end hands its work back at a checkpoint and is gone within 15 s', async () => {
  const { store, provider, environment } = await prepare();
  // Three batches are answered, the next ones never: the stop meets calls that are under way.
  const never = new Promise(() => {});
  provider.always(call => (call.number <= 3 ? {} : { until: never }));
  const first = await startQuarry({ environment });
  onTestFinished(() => void first.process.kill('SIGKILL'));
  const id = await upload(first, 'Long', LONG_TEXT);
  await until(first, id, ({ progress }) => (progress?.done ?? 0) > 0);
  await provider.waitFor(() => provider.gauge.current > 0);
  const askedMs = performance.now();
  first.process.kill('SIGTERM');
  await once(first.process, 'exit');
  expect(performance.now() - askedMs).toBeLessThan(STOP_MS);
  expect(await statesOfJobs(store.config)).toEqual(['retry']);
  const answered = provider.calls.length;
  provider.always({});
  await using second = await startQuarry({ environment });
  expect(await until(second, id, ({ status }) => status === 'ready' || status === 'failed')).toMatchObject({
    status: 'ready',
  });
  const { attempts } = await second.client.get<{ attempts: { outcome: string; pages: { from: number } }[] }>(
    `/documents/${id}/timeline`,
  );
  expect(attempts.map(attempt => attempt.outcome)).toEqual(['handed-back', 'ready']);
  expect(attempts[1]!.pages.from).toBeGreaterThan(0);
  expect(provider.calls.length).toBeGreaterThan(answered);
}, 120_000);

async function statesOfJobs(config: Parameters<typeof openDatabase>[0]): Promise<string[]> {
  await using db = await openDatabase(config);
  const { rows } = await db.pool.query<{ state: string }>(
    `select state::text from pgboss.job where name = 'ingest-document'`,
  );
  return rows.map(row => row.state);
}

test('the command line lists jobs and retries what failed', async () => {
  const { provider, environment } = await prepare();
  provider.always({ status: 401 });
  await using quarry = await startQuarry({ environment });
  const id = await upload(quarry, 'Refused', 'The gate opens at nine.');
  await until(quarry, id, ({ status }) => status === 'failed');
  expect(await run(environment, 'jobs', '--state', 'dead')).toContain('No jobs are dead.');
  provider.always({});
  const { documents } = JSON.parse(await run(environment, '--json', 'retry', '--all-failed'));
  expect(documents).toMatchObject([{ id, status: 'ready' }]);
  expect(await run(environment, 'retry', '--all-failed')).toContain('No document has failed.');
  await expect(run(environment, 'retry')).rejects.toMatchObject({
    stderr: expect.stringContaining('--all-failed'),
  });
});

async function run(environment: Record<string, string>, ...command: string[]): Promise<string> {
  const options = { env: { ...process.env, ...environment } };
  return (await promisify(execFile)(process.execPath, [MAIN, ...command], options)).stdout;
}
