import { expect, onTestFinished, test } from 'vitest';
import { measureProcess } from '#app/measure-process.ts';
import { tellMetrics } from '#app/tell-metrics.ts';
import { work } from '#app/work.ts';
import type { Store } from '#kernel/db/database.ts';
import { openTarget } from '#tests/faults/isolation/open-target.ts';
import { waitForDocument } from '#tests/support/open-document-api.ts';
import { signUp } from '#tests/support/open-test-api.ts';
import { freePorts } from '../../scripts/services/processes/free-port.ts';

async function open() {
  const target = await openTarget((process.env['QUARRY_TEST_STORE'] ?? 'pglite') as Store);
  onTestFinished(() => target[Symbol.asyncDispose]());
  const health = async () => (await target.app.inject('/worker/health')).json();
  const user = await signUp(target.app, target.context.db, 'ada');
  const libraryId = (await user.call('POST', '/libraries', { name: 'Shelf' })).json().id;
  const add = async () =>
    (await user.call('POST', `/libraries/${libraryId}/documents`, { title: 'A', text: 'A text.' })).json().id;
  return { ...target, health, user, add };
}

test('who watches over the workers sees them come, work and go, and what waits', async () => {
  const { health, add, context, user } = await open();
  const id = await add();
  await expect.poll(async () => (await health()).oldest_waiting_seconds).toBeGreaterThan(0);
  expect(await health()).toMatchObject({ status: 'no-workers', queued: 1, running: 0, workers: [] });
  {
    await using _worker = await work(context);
    await expect.poll(async () => (await health()).status).toBe('ok');
    expect((await health()).workers).toMatchObject([{ pid: process.pid, host: expect.any(String) }]);
    await waitForDocument(user, id);
    await expect.poll(health).toMatchObject({ queued: 0, running: 0, oldest_waiting_seconds: null });
  }
  expect(await health()).toMatchObject({ status: 'no-workers', workers: [] });
});

test('a worker that fell silent is no longer counted on, and then forgotten', async () => {
  const { health, context } = await open();
  const silent = (seconds: number) =>
    context.db.pool.query(
      `insert into workers (id, host, pid, running, beat_at)
       values (gen_random_uuid(), 'lost', 1, 0, now() - $1 * interval '1 second')`,
      [seconds],
    );
  await silent(30);
  expect(await health()).toMatchObject({ status: 'no-workers', workers: [{ host: 'lost' }] });
  await silent(120);
  await using _worker = await work(context);
  const pids = async () => (await health()).workers.map((worker: { pid: number }) => worker.pid);
  await expect.poll(pids).toEqual([1, process.pid]);
});

test('the figures tell how long jobs waited and ran', async () => {
  const { app, add, context, user } = await open();
  await using _worker = await work(context);
  await waitForDocument(user, await add());
  const figures = async () => (await app.inject('/metrics')).body;
  await expect
    .poll(figures)
    .toContain('quarry_job_run_seconds_count{job="ingest-document",outcome="done"} 1');
  expect(await figures()).toContain('quarry_job_queue_wait_seconds_count{job="ingest-document"} 1');
});

test('a process without an API tells its figures on a port of its own', async () => {
  const { context } = await open();
  const [port] = await freePorts(1);
  const http = { ...context.config.http, metricsPort: port };
  measureProcess(context);
  await using _told = await tellMetrics({ ...context, config: { ...context.config, http } });
  const ask = (path: string) => fetch(`http://${http.host}:${port}${path}`);
  const figures = await (await ask('/metrics')).text();
  expect(figures).toContain('nodejs_eventloop_lag_seconds');
  expect(figures).toContain('quarry_usage_billed{what="micro_credits"}');
  expect(figures).toMatch(/quarry_database_connections\{pool="\w+",state="used"\}/);
  expect((await ask('/livez')).status).toBe(200);
  expect((await ask('/api/v1/libraries')).status).toBe(404);
  expect(await tellMetrics(context)).toBeUndefined();
});
