import { z } from 'zod';
import { Overloaded } from '#kernel/errors/common-errors.ts';
import type { HttpApp } from '#kernel/http/http-app.ts';
import type { Context } from './context.ts';
import { settledWithin } from './settled-within.ts';
import { version } from './version.ts';

/** Whoever asks for health wants to know now; what does not answer by then counts as not answering. */
const PATIENCE_MS = 200;

const alive = z.object({ status: z.literal('ok') });

const health = z.object({
  status: z.enum(['ok', 'degraded']).describe('degraded: the database did not answer in time.'),
  version: z.string(),
  database: z.object({
    store: z.enum(['pglite', 'postgres']),
    pool: z.object({ size: z.int(), idle: z.int(), waiting: z.int() }),
  }),
  providers: z.object({ language_model: z.string().nullable(), embedding_model: z.string().nullable() }),
  jobs: z.object({ queued: z.int(), running: z.int() }).nullable(),
});

/** `/livez`: the process answers. `/readyz`: so does its database. `/health`: what it works with. `/metrics`: figures. */
export function healthRoutes(app: HttpApp, context: Context): void {
  const config = { public: true } as const;
  app.get('/livez', { config, schema: { response: { 200: alive } } }, async () => ({
    status: 'ok' as const,
  }));

  app.get('/readyz', { config, schema: { response: { 200: alive } } }, async () => {
    const answer = await settledWithin(PATIENCE_MS, context.db.pool.query('select 1'));
    if (answer === undefined) throw new DatabaseSilent();
    return { status: 'ok' as const };
  });

  app.get('/health', { config, schema: { response: { 200: health } } }, async () => describe(context));

  app.get('/metrics', { config, schema: { hide: true } }, async (_request, reply) =>
    reply.type(context.metrics.contentType).send(await context.metrics.metrics()),
  );
}

async function describe(context: Context): Promise<z.infer<typeof health>> {
  const { db, languageModel, embeddingModel } = context;
  const { totalCount, idleCount, waitingCount } = db.pool;
  const jobs = await settledWithin(PATIENCE_MS, context.jobs.count());
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
