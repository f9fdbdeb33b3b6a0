import { z } from 'zod';
import type { HttpApp } from '#kernel/http/http-app.ts';
import { Overloaded } from '#kernel/errors/common-errors.ts';
import type { Context } from './context.ts';
import { version } from './version.ts';

const READY_TIMEOUT_MS = 200;

const health = z.object({
  status: z.literal('ok'),
  version: z.string(),
  database: z.object({
    store: z.enum(['pglite', 'postgres']),
    pool: z.object({ size: z.int(), idle: z.int(), waiting: z.int() }),
  }),
  providers: z.object({ language_model: z.string().nullable(), embedding_model: z.string().nullable() }),
});

const alive = z.object({ status: z.literal('ok') });

/** `/livez`: the process answers. `/readyz`: so does its database, soon. `/health`: what it works with. */
export function healthRoutes(app: HttpApp, context: Context): void {
  const config = { public: true } as const;
  app.get('/livez', { config, schema: { response: { 200: alive } } }, async () => ({
    status: 'ok' as const,
  }));

  app.get('/readyz', { config, schema: { response: { 200: alive } } }, async () => {
    await assertReady(context);
    return { status: 'ok' as const };
  });

  app.get('/health', { config, schema: { response: { 200: health } } }, async () => describe(context));
}

function describe({ db, languageModel, embeddingModel }: Context): z.infer<typeof health> {
  const { totalCount, idleCount, waitingCount } = db.pool;
  return {
    status: 'ok',
    version,
    database: { store: db.store, pool: { size: totalCount, idle: idleCount, waiting: waitingCount } },
    providers: { language_model: languageModel?.id ?? null, embedding_model: embeddingModel?.id ?? null },
  };
}

async function assertReady({ db }: Context): Promise<void> {
  const answered = db.pool.query('select 1').then(
    () => true,
    () => false,
  );
  const { promise: late, resolve } = Promise.withResolvers<boolean>();
  const timer = setTimeout(() => resolve(false), READY_TIMEOUT_MS);
  const ready = await Promise.race([answered, late]);
  clearTimeout(timer);
  if (!ready) throw new Overloaded('The database does not answer right now.', { retryAfterSeconds: 1 });
}
