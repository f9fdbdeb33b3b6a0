import { z } from 'zod';
import { Overloaded } from '#kernel/errors/common-errors.ts';
import type { HttpApp } from '#kernel/http/http-app.ts';
import type { WorkerHealth } from '#kernel/jobs/job-queue.ts';
import type { Context } from './context.ts';
import { keepFresh } from './keep-fresh.ts';
import { settledWithin } from './settled-within.ts';
import { version } from './version.ts';

/** Whoever asks for health wants to know now; what does not answer by then counts as not answering. */
const PATIENCE_MS = 200;
const COUNTED = { freshMs: 1_000, usableMs: 5_000 };

const alive = z.object({ status: z.literal('ok') });

const health = z.object({
  status: z.enum(['ok', 'degraded']).describe('degraded: the database did not answer in time.'),
  version: z.string(),
  database: z.object({
    store: z.enum(['pglite', 'postgres']),
    pool: z.object({ size: z.int(), idle: z.int(), waiting: z.int() }),
  }),
  providers: z.object({ language_model: z.string().nullable(), embedding_model: z.string().nullable() }),
  jobs: z
    .object({ queued: z.int(), running: z.int() })
    .nullable()
    .describe('Counted within the last 5 s, so that probes do not queue for a connection.'),
});

const workerHealth = z.object({
  status: z
    .enum(['ok', 'no-workers'])
    .describe('no-workers: none has been heard from lately, so nothing is done.'),
  queued: z.int(),
  running: z.int(),
  oldest_waiting_seconds: z.number().nullable().describe('Of the jobs that are due; null when none waits.'),
  workers: z.array(
    z.object({
      id: z.string(),
      host: z.string(),
      pid: z.int(),
      started_at: z.string(),
      last_beat_seconds: z.number().describe('Since it was last heard from; beats come every 5 s.'),
      running: z.int(),
    }),
  ),
});

/** `/livez`: the process answers. `/readyz`: so does its database. `/health`: what it works with. `/worker/health`: who works. */
export function healthRoutes(app: HttpApp, context: Context): void {
  const config = { public: true, urgent: true } as const;
  app.get('/livez', { config, schema: { response: { 200: alive } } }, async () => ({
    status: 'ok' as const,
  }));

  app.get('/readyz', { config, schema: { response: { 200: alive } } }, async () => {
    const answer = await settledWithin(PATIENCE_MS, context.db.pool.query('select 1'));
    if (answer === undefined) throw new DatabaseSilent();
    return { status: 'ok' as const };
  });

  const countJobs = keepFresh(() => context.jobs.count(), COUNTED);
  app.get('/health', { config, schema: { response: { 200: health } } }, async () =>
    describe(context, await settledWithin(PATIENCE_MS, countJobs())),
  );

  app.get('/worker/health', { config, schema: { response: { 200: workerHealth } } }, async () => {
    const found = await settledWithin(PATIENCE_MS, context.jobs.workerHealth());
    if (found === undefined) throw new DatabaseSilent();
    return presentWorkers(found);
  });

  app.get('/metrics', { config, schema: { hide: true } }, async (_request, reply) =>
    reply.type(context.metrics.contentType).send(await context.metrics.metrics()),
  );
}

const SILENT_SECONDS = 20;

const round = (seconds: number): number => Math.round(seconds * 10) / 10;

function presentWorkers(found: WorkerHealth): z.infer<typeof workerHealth> {
  const { queued, running, workers, oldestWaitSeconds } = found;
  return {
    status: workers.some(worker => worker.silent_seconds < SILENT_SECONDS) ? 'ok' : 'no-workers',
    queued,
    running,
    oldest_waiting_seconds: oldestWaitSeconds === null ? null : round(oldestWaitSeconds),
    workers: workers.map(
      ({ id, host, pid, started_at: startedAt, silent_seconds: silent, running: jobs }) => ({
        id,
        host,
        pid,
        started_at: startedAt.toISOString(),
        last_beat_seconds: round(silent),
        running: jobs,
      }),
    ),
  };
}

type JobCounts = Awaited<ReturnType<Context['jobs']['count']>>;

function describe(context: Context, jobs: JobCounts | undefined): z.infer<typeof health> {
  const { db, languageModel, embeddingModel } = context;
  const { totalCount, idleCount, waitingCount } = db.pool;
  return {
    status: jobs === undefined ? 'degraded' : 'ok',
    version,
    database: { store: db.store, pool: { size: totalCount, idle: idleCount, waiting: waitingCount } },
    providers: { language_model: languageModel?.id ?? null, embedding_model: embeddingModel?.id ?? null },
    jobs: jobs ?? null,
  };
}

class DatabaseSilent extends Overloaded {
  constructor() {
    super('The database does not answer right now.', { retryAfterSeconds: 1 });
  }
}
