import { setTimeout as delay } from 'node:timers/promises';
import { pino } from 'pino';
import { expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import { createId } from '#kernel/ids.ts';
import { defineJob } from '#kernel/jobs/define-job.ts';
import type { JobQueue } from '#kernel/jobs/job-queue.ts';
import { openJobQueue } from '#kernel/jobs/open-job-queue.ts';
import { startJobRunner } from '#kernel/jobs/start-job-runner.ts';
import { openTestStore } from '#tests/support/create-test-store.ts';

const logger = pino({ level: 'silent' });
const FLOOD = 10_000;
const ENQUEUED = 300;
const SMALL = 10;
const JOB_MS = 60;
const [big, small] = [createId(), createId()];

/** Two processes with two slots each, which run jobs of 60 ms and note whose they were. */
async function open() {
  const resources = new AsyncDisposableStack();
  onTestFinished(() => resources.disposeAsync());
  const store = resources.use(await openTestStore());
  const ran: string[] = [];
  const job = defineJob<{ group: string }>({
    name: 'fair-job',
    schema: z.object({ group: z.string() }),
    run: async ({ group }) => {
      await delay(JOB_MS);
      ran.push(group);
      return { kind: 'done' };
    },
  });
  const queues: JobQueue[] = [];
  for (let process = 0; process < 2; process++)
    queues.push(resources.use(await openJobQueue(store.db, [job], { logger })));
  const enqueue = (group: string, count: number) =>
    withTransaction(store.db, { tenantId: group }, async tx => {
      for (let n = 0; n < count; n++) await queues[0]!.enqueue(tx, job, { group }, { groupId: group });
    });
  /** The first hundreds are enqueued, the rest stand behind them as they would: one by one they would take a minute. */
  const flood = async () => {
    await enqueue(big, ENQUEUED);
    await store.db.pool.query(
      `insert into pgboss.job (id, name, data, priority, group_id, singleton_key, policy, start_after, created_on)
       select i.id, 'fair-job', jsonb_build_object('group', $1::text), i.last - 3 * i.n,
         $1, i.id::text, 'exclusive', now(), now()
       from (select gen_random_uuid() as id, n, (select min(priority) from pgboss.job) as last
         from generate_series(1, ${FLOOD - ENQUEUED}) n) i`,
      [big],
    );
  };
  const start = async () => {
    for (const queue of queues) resources.use(await startJobRunner(queue, [job], { concurrency: 2, logger }));
  };
  return { store, queues, ran, enqueue, flood, start };
}

const countOf = (ran: readonly string[], group: string): number => ran.filter(each => each === group).length;

/** Adds ten jobs and waits until they have run. */
async function timeSmall(bench: Awaited<ReturnType<typeof open>>): Promise<number> {
  const before = countOf(bench.ran, small);
  const startedMs = performance.now();
  await bench.enqueue(small, SMALL);
  const done = (): number => countOf(bench.ran, small) - before;
  await expect.poll(done, { timeout: 60_000, interval: 5 }).toBe(SMALL);
  return performance.now() - startedMs;
}

test('ten documents beside ten thousand of another tenant take at most twice as long as alone', async () => {
  const bench = await open();
  await bench.start();
  const aloneMs = await timeSmall(bench);
  await bench.flood();
  await expect.poll(() => countOf(bench.ran, big), { timeout: 60_000 }).toBeGreaterThan(0);
  const before = countOf(bench.ran, big);
  const besideMs = await timeSmall(bench);
  expect(besideMs / aloneMs, `${besideMs} ms beside the flood, ${aloneMs} ms alone`).toBeLessThanOrEqual(2);
  // Nor does the flood stand still meanwhile.
  expect(countOf(bench.ran, big)).toBeGreaterThan(before);
});

test('two tenants with long lines get every other turn', async () => {
  const bench = await open();
  await bench.enqueue(big, 60);
  await bench.enqueue(small, 60);
  await bench.start();
  await expect.poll(() => bench.ran.length, { timeout: 60_000, interval: 5 }).toBeGreaterThanOrEqual(40);
  const share = countOf(bench.ran, small) / bench.ran.length;
  expect(share).toBeGreaterThan(0.4);
  expect(share).toBeLessThan(0.6);
});

test('claiming and adding stay fast behind ten thousand waiting jobs', async () => {
  const bench = await open();
  await bench.flood();
  await bench.enqueue(small, SMALL);
  const claim = async () => {
    const startedMs = performance.now();
    expect(await bench.queues[0]!.store.claim('fair-job', 1)).toHaveLength(1);
    return performance.now() - startedMs;
  };
  const claimsMs: number[] = [];
  for (let n = 0; n < 60; n++) claimsMs.push(await claim());
  const startedMs = performance.now();
  await bench.enqueue(big, 20);
  const addMs = (performance.now() - startedMs) / 20;
  const medianMs = claimsMs.toSorted((a, b) => a - b)[30]!;
  process.stdout.write(`claim p50 ${medianMs.toFixed(1)} ms, add ${addMs.toFixed(1)} ms behind ${FLOOD}\n`);
  expect(medianMs).toBeLessThan(50);
  expect(addMs).toBeLessThan(100);
});

test('a short line gets two turns of three beside a long one', async () => {
  const bench = await open();
  await bench.enqueue(big, 150);
  await bench.enqueue(small, SMALL);
  const claimed: string[] = [];
  for (let n = 0; n < 15; n++) {
    const [claim] = await bench.queues[0]!.store.claim('fair-job', 1);
    claimed.push((claim!.data as { group: string }).group);
  }
  expect([countOf(claimed, small), countOf(claimed, big)]).toEqual([10, 5]);
});
