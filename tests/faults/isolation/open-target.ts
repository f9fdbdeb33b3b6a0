import { createContext } from '#app/context.ts';
import type { Context } from '#app/context.ts';
import { mountRoutes } from '#app/routes.ts';
import { startRuns } from '#app/serve.ts';
import { makeConfig } from '#kernel/config/config.ts';
import type { Store } from '#kernel/db/database.ts';
import { createHttpServer } from '#kernel/http/create-http-server.ts';
import type { HttpServerOptions } from '#kernel/http/create-http-server.ts';
import type { HttpApp } from '#kernel/http/http-app.ts';
import { createTestStore } from '#tests/support/create-test-store.ts';

/** The whole program without its socket: every route that it mounts, on a store of its own. */
export interface Target extends AsyncDisposable {
  store: Store;
  app: HttpApp;
  context: Context;
  environment: Record<string, string>;
  /** Ends the program and keeps its store until disposal. */
  close(): Promise<void>;
  /** Of a role that row-level security does not bind; undefined where the program's own connection is one. */
  adminUrl?: string;
}

export async function openTarget(
  store: Store,
  plant?: (app: HttpApp, context: Context) => void,
  http: Partial<HttpServerOptions> = {},
): Promise<Target> {
  await using stores = new AsyncDisposableStack();
  const test = stores.use(await createTestStore({ store }));
  const resources = stores.use(new AsyncDisposableStack());
  const config = makeConfig({ ...test.environment, QUARRY_LOG_LEVEL: 'silent' });
  const context = resources.use(await createContext(config));
  const runs = resources.use(await startRuns(context));
  const app = await createHttpServer({
    logger: context.logger,
    cursorSecret: 'secret of the proof',
    version: '0.0.0',
    ...http,
  });
  resources.adopt(app, opened => opened.close());
  await mountRoutes(app, context, runs);
  plant?.(app, context);
  await app.ready();
  const opened = stores.move();
  return {
    store,
    app,
    context,
    environment: test.environment,
    close: () => resources.disposeAsync(),
    adminUrl: test.adminUrl,
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}
