import type { InjectOptions, LightMyRequestResponse } from 'fastify';
import { pino } from 'pino';
import { createApiKey } from '#auth/api-keys/create-api-key.ts';
import { apiKeyRoutes } from '#auth/api-keys/routes.ts';
import type { Role } from '#auth/permissions.ts';
import { registerAuth } from '#auth/register-auth.ts';
import { RememberedPrincipals } from '#auth/remembered-principals.ts';
import { sessionRoutes } from '#auth/sessions/routes.ts';
import { createTenant } from '#auth/tenants/create-tenant.ts';
import type { Database } from '#kernel/db/database.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import { createHttpServer } from '#kernel/http/create-http-server.ts';
import type { HttpApp } from '#kernel/http/http-app.ts';
import { createId } from '#kernel/ids.ts';
import { openTestStore } from './create-test-store.ts';

export interface TestUser {
  tenantId: string;
  userId: string;
  apiKey: string;
  /** A request under /api/v1 with this user's key. */
  call(method: string, url: string, body?: unknown, headers?: Record<string, string>): Promise<Reply>;
  /** The same with the whole path. */
  request: TestUser['call'];
}

export type Reply = LightMyRequestResponse;

export interface TestApi extends AsyncDisposable {
  app: HttpApp;
  db: Database;
  /** What a program on the same store needs. */
  environment: Record<string, string>;
  /** A tenant of its own, with this user as its only member. */
  signUp(name: string, role?: Role): Promise<TestUser>;
}

/** The API with the rooms that `mount` adds to sessions and keys, on a migrated store of its own. */
export async function openTestApi(
  mount: (api: HttpApp, context: { db: Database }) => void | Promise<void> = () => {},
): Promise<TestApi> {
  const store = await openTestStore();
  const { db } = store;
  const logger = pino({ level: 'silent' });
  const app = await createHttpServer({ logger, cursorSecret: 'secret of the test', version: '0.0.0' });
  await registerAuth(app, { db });
  await app.register(
    async api => {
      sessionRoutes(api, { db });
      apiKeyRoutes(api, { db });
      await mount(api, { db });
    },
    { prefix: '/api/v1' },
  );
  await app.ready();
  return {
    app,
    db,
    environment: store.environment,
    signUp: (name, role) => signUp(app, db, name, role),
    [Symbol.asyncDispose]: async () => {
      await app.close();
      await store[Symbol.asyncDispose]();
    },
  };
}

/** A new tenant with one user and a key that may all that the role may. */
export async function signUp(
  app: HttpApp,
  db: Database,
  name: string,
  role: Role = 'owner',
): Promise<TestUser> {
  const owner = { name, email: `${name}@example.test` };
  const made = (await createTenant(db, { tenantId: createId(), name, owner }))!;
  await changeRole(db, made, role);
  const { secret } = await createApiKey(db, { ...made, name: 'first' });
  return { ...made, apiKey: secret, call: callWith(app, secret), request: callWith(app, secret, '') };
}

export async function changeRole(
  db: Database,
  user: { tenantId: string; userId: string },
  role: Role,
): Promise<void> {
  await withTransaction(db, user, tx =>
    tx.updateTable('memberships').set({ role }).where('user_id', '=', user.userId).execute(),
  );
  RememberedPrincipals.of(db).forget();
}

/** Requests with this key. A body that is no string is sent as JSON. */
export const callWith =
  (app: HttpApp, apiKey: string, prefix = '/api/v1'): TestUser['call'] =>
  (method, url, body, headers = {}) =>
    app.inject({
      method: method as InjectOptions['method'] & string,
      url: `${prefix}${url}`,
      payload: body as InjectOptions['payload'],
      headers: { authorization: `Bearer ${apiKey}`, ...headers },
    });
