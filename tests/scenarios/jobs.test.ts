import { setTimeout as delay } from 'node:timers/promises';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import type { Tx } from '#kernel/db/database.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import { defineJob } from '#kernel/jobs/define-job.ts';
import type { JobContext, JobDefinition, JobOutcome } from '#kernel/jobs/define-job.ts';
import type { JobAbort } from '#kernel/jobs/job-abort.ts';
import type { JobQueue } from '#kernel/jobs/job-queue.ts';
import { openJobQueue } from '#kernel/jobs/open-job-queue.ts';
import { startJobRunner } from '#kernel/jobs/start-job-runner.ts';
import { openTestStore } from '#tests/support/create-test-store.ts';

const logger = pino({ level: 'silent' });
const done: JobOutcome = { kind: 'done' };
let store: Awaited<ReturnType<typeof openTestStore>>;
let resources: AsyncDisposableStack;

beforeEach(async () => {
  resources = new AsyncDisposableStack();
  store = resources.use(await openTestStore());
});

afterEach(() => resources.disposeAsync());

interface Bench {
  queue: JobQueue;
  job: JobDefinition<{ n: number }>;
  enqueue(n: number, options?: Parameters<JobQueue['enqueue']>[3]): Promise<string | undefined>;
  start(options?: { graceMs?: number; onDeaf?: () => void }): Promise<AsyncDisposable>;
}

type Policy = Partial<Pick<JobDefinition, 'retryLimit' | 'deadlineSeconds' | 'dead'>>;

/** One kind of job, whose handler is `run`. */
async function prepare(
  run: (data: { n: number }, context: JobContext) => Promise<JobOutcome>,
  policy: Policy = {},
): Promise<Bench> {
  const schema = z.object({ n: z.number() });
  const job = defineJob<{ n: number }>({ name: 'test-job', schema, retryDelaySeconds: 1, ...policy, run });
  const queue = resources.use(await openJobQueue(store.db, [job], { logger }));
  return {
    queue,
    job,
    enqueue: (n, options) => inTransaction(tx => queue.enqueue(tx, job, { n }, options)),
    start: async options =>
      resources.use(await startJobRunner(queue, [job], { concurrency: 2, logger, ...options })),
  };
}

const inTransaction = <T>(work: (tx: Tx) => Promise<T>): Promise<T> =>
  withTransaction(store.db, { tenantId: '01900000-0000-7000-8000-000000000001' }, work);

const stateOf = (bench: Bench, id: string | undefined) => bench.queue.store.stateOf('test-job', id!);

/** Waits for the signal, as a well-behaved handler does. */
const untilAborted = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason), { once: true }));

test('a job exists exactly when its transaction commits', async () => {
  const ran: number[] = [];
  const bench = await prepare(async ({ n }) => (ran.push(n), done));
  await bench.start();
  const failed = inTransaction(async tx => {
    await bench.queue.enqueue(tx, bench.job, { n: 1 });
    throw new Error('undone');
  });
  await expect(failed).rejects.toThrow('undone');
  const id = await bench.enqueue(2);
  await expect.poll(() => stateOf(bench, id)).toBe('done');
  expect(ran).toEqual([2]);
});

test('while a job of a key waits or runs no second one is added', async () => {
  const bench = await prepare(async () => done);
  expect(await bench.enqueue(1, { singletonKey: 'a' })).toBeDefined();
  expect(await bench.enqueue(2, { singletonKey: 'a' })).toBeUndefined();
  expect(await bench.enqueue(3, { singletonKey: 'b' })).toBeDefined();
  await bench.start();
  await expect.poll(() => bench.enqueue(4, { singletonKey: 'a' })).toBeDefined();
});

test('a job that fails is tried again, and the last failure is told once', async () => {
  const attempts: number[] = [];
  const dead: unknown[] = [];
  const bench = await prepare(
    async (_data, { attempt }) => {
      attempts.push(attempt);
      throw new Error(`no. ${attempt}`);
    },
    { retryLimit: 1, dead: async (data, context) => void dead.push([data, context.jobId, context.cause]) },
  );
  await bench.start();
  const id = await bench.enqueue(7);
  await expect.poll(() => dead, { timeout: 20_000 }).toEqual([[{ n: 7 }, id, 'no. 2']]);
  expect(attempts).toEqual([1, 2]);
  expect(await stateOf(bench, id)).toBe('dead');
});

test('a job may put itself off more often than it may fail', async () => {
  const bench = await prepare(
    async (_data, { attempt }) => (attempt < 4 ? { kind: 'retry', afterMs: 1, reason: 'busy' } : done),
    { retryLimit: 0 },
  );
  await bench.start();
  const id = await bench.enqueue(1);
  await expect.poll(() => stateOf(bench, id), { timeout: 20_000 }).toBe('done');
});

test('a cancelled job hears of it at once, writes nothing more and is not retried', async () => {
  const heard: string[] = [];
  const bench = await prepare(async (_data, context) => {
    try {
      return await untilAborted(context.signal);
    } catch (abort) {
      const late = await inTransaction(tx => context.fence(tx)).catch((error: JobAbort) => error.kind);
      heard.push((abort as JobAbort).kind, String(late));
      throw abort;
    }
  });
  await bench.start();
  const id = await bench.enqueue(1);
  await expect.poll(() => stateOf(bench, id)).toBe('running');
  expect(await inTransaction(tx => bench.queue.cancel(tx, bench.job, id!))).toBe(true);
  await expect.poll(() => heard).toEqual(['cancelled', 'cancelled']);
  expect(await stateOf(bench, id)).toBe('cancelled');
  expect(await inTransaction(tx => bench.queue.cancel(tx, bench.job, id!))).toBe(false);
});

test('a stopped worker hands its job back, and the next one goes on without losing a try', async () => {
  const runs: (number | string)[] = [];
  const bench = await prepare(
    async (_data, { attempt, signal }) => {
      runs.push(attempt);
      if (attempt > 1) return done;
      return await untilAborted(signal).catch((abort: JobAbort) => {
        runs.push(abort.kind);
        throw abort;
      });
    },
    { retryLimit: 0 },
  );
  const first = await bench.start();
  const id = await bench.enqueue(1);
  await expect.poll(() => stateOf(bench, id)).toBe('running');
  await first[Symbol.asyncDispose]();
  expect(await stateOf(bench, id)).toBe('queued');
  await bench.start();
  await expect.poll(() => stateOf(bench, id)).toBe('done');
  expect(runs).toEqual([1, 'shutdown', 2]);
});

test('a lost lease lets another attempt in, and the first can write and settle nothing', async () => {
  const runs: (number | string)[] = [];
  const released = Promise.withResolvers<void>();
  const bench = await prepare(async (_data, context) => {
    runs.push(context.attempt);
    if (context.attempt > 1) return done;
    await released.promise;
    runs.push(
      (await inTransaction(tx => context.fence(tx)).catch((error: JobAbort) => error.kind)) as string,
    );
    throw new Error('too late to matter');
  });
  await bench.start();
  const id = await bench.enqueue(1);
  await expect.poll(() => runs).toEqual([1]);
  await loseLease(id!);
  await expect.poll(() => stateOf(bench, id), { timeout: 20_000 }).toBe('done');
  released.resolve();
  await expect.poll(() => runs).toEqual([1, 2, 'lease-lost']);
  expect(await stateOf(bench, id)).toBe('done');
});

/** As if the worker had been silent for an hour. */
async function loseLease(id: string): Promise<void> {
  await store.db.pool.query(
    `update pgboss.job set heartbeat_on = heartbeat_on - interval '1 hour' where id = $1`,
    [id],
  );
}

test('a job that runs too long is ended and counts as failed', async () => {
  const reasons: string[] = [];
  const bench = await prepare(
    async (_data, { signal }) =>
      untilAborted(signal).catch((abort: JobAbort) => {
        reasons.push(abort.kind);
        throw abort;
      }),
    { deadlineSeconds: 1, retryLimit: 0 },
  );
  await bench.start();
  const id = await bench.enqueue(1);
  await expect.poll(() => stateOf(bench, id), { timeout: 20_000 }).toBe('dead');
  expect(reasons).toEqual(['deadline']);
});

test('a handler that ignores its signal is reported, and a stop does not wait for it', async () => {
  const reported = Promise.withResolvers<void>();
  const ended = Promise.withResolvers<void>();
  const bench = await prepare(async () => {
    await ended.promise;
    return done;
  });
  const worker = await bench.start({ graceMs: 2_000, onDeaf: () => reported.resolve() });
  const id = await bench.enqueue(1);
  await expect.poll(() => stateOf(bench, id)).toBe('running');
  await inTransaction(tx => bench.queue.cancel(tx, bench.job, id!));
  await reported.promise;
  await worker[Symbol.asyncDispose]();
  ended.resolve();
});

test('a deaf handler keeps nobody from working: its slot is given to the next job', async () => {
  const ended = Promise.withResolvers<void>();
  const bench = await prepare(async ({ n }) => {
    if (n < 2) await ended.promise;
    return done;
  });
  await bench.start({ graceMs: 300 });
  const deaf = [await bench.enqueue(0), await bench.enqueue(1)];
  for (const id of deaf) await expect.poll(() => stateOf(bench, id)).toBe('running');
  const next = await bench.enqueue(2);
  for (const id of deaf) await inTransaction(tx => bench.queue.cancel(tx, bench.job, id!));
  await expect.poll(() => stateOf(bench, next), { timeout: 20_000 }).toBe('done');
  ended.resolve();
});

test('hundreds of short jobs all run, each once', async () => {
  const ran = new Map<number, number>();
  const bench = await prepare(async ({ n }) => {
    ran.set(n, (ran.get(n) ?? 0) + 1);
    await delay(1);
    return done;
  });
  await bench.start();
  await bench.start();
  await inTransaction(async tx => {
    for (let n = 0; n < 200; n++) await bench.queue.enqueue(tx, bench.job, { n });
  });
  await expect.poll(() => bench.queue.count(), { timeout: 30_000 }).toEqual({ queued: 0, running: 0 });
  expect([...ran.values()]).toEqual(Array.from({ length: 200 }, () => 1));
});
