import { existsSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { createSignInLink } from '#auth/sessions/create-sign-in-link.ts';
import { openChat } from '#chat/open-chat.ts';
import type { Runs } from '#chat/runs/open-runs.ts';
import { AppError } from '#kernel/errors/app-error.ts';
import { tellThatPeopleWait } from '#kernel/db/postgres/yield-to-people.ts';
import { createHttpServer } from '#kernel/http/create-http-server.ts';
import type { HttpApp } from '#kernel/http/http-app.ts';
import type { LoadLimits } from '#kernel/http/shed-load.ts';
import type { Context } from './context.ts';
import { readInstance } from './instance.ts';
import { mountRoutes } from './routes.ts';
import { version } from './version.ts';

export interface Server extends AsyncDisposable {
  app: HttpApp;
  url: string;
  createSignInUrl(user: { tenantId: string; userId: string }): Promise<string>;
}

const WEB_FOLDER = fileURLToPath(new URL('../../web/dist/', import.meta.url));
const SIGN_IN_TTL_MS = 24 * 3_600_000;

/** Serves the API and the web app; disposing finishes running requests and ends streams with a terminal event. */
export async function serve(context: Context): Promise<Server> {
  await using resources = new AsyncDisposableStack();
  const runs = resources.use(await startRuns(context));
  const app = resources.adopt(await createApp(context, runs), opened => opened.close());
  const url = await listen(app, context);
  const opened = resources.move();
  return {
    app,
    url,
    createSignInUrl: async user => {
      const { token } = await createSignInLink(context.db, { ...user, ttlMs: SIGN_IN_TTL_MS });
      return `${url}/sign-in#token=${token}`;
    },
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}

/** The server with all its routes, not listening yet. */
export async function createApp(context: Context, runs: Runs): Promise<HttpApp> {
  const { cursorSecret } = await readInstance(context.db);
  const app = await createHttpServer({
    logger: context.logger,
    cursorSecret,
    version,
    metrics: context.metrics,
    load: loadLimits(context),
    trustedProxies: context.config.http.trustedProxies,
    webFolder: existsSync(WEB_FOLDER) ? WEB_FOLDER : undefined,
  });
  await mountRoutes(app, context, runs);
  await app.ready();
  return app;
}

function loadLimits({ config, db }: Context): LoadLimits | undefined {
  const ask = () => db.pool.query('select 1');
  return config.load && { ...config.load, ask, onWait: tellThatPeopleWait(db) };
}

/** The runs that this process writes and reads. */
export function startRuns(context: Context): Promise<Runs> {
  return openChat({ ...context, proof: context.config.proof });
}

/** Whoever comes while the process looks away for a moment: beyond Node's 511, clients would try again after a second. */
const BACKLOG = 4_096;

async function listen(app: HttpApp, { config: { http } }: Context): Promise<string> {
  await app
    .listen({ host: http.host, port: http.port, backlog: BACKLOG })
    .catch((error: NodeJS.ErrnoException) => {
      throw error.code === 'EADDRINUSE' ? new PortInUse(http.port) : error;
    });
  const { port } = app.server.address() as AddressInfo;
  return (http.publicUrl ?? `http://${http.host}:${port}`).replace(/\/$/, '');
}

class PortInUse extends AppError {
  constructor(port: number) {
    super(`Port ${port} is already in use.`, {
      code: 'port-in-use',
      status: 503,
      nextStep: 'Stop the program that uses it, or choose another with QUARRY_PORT.',
    });
  }
}
