import type { AddressInfo } from 'node:net';
import { EventSourceParserStream } from 'eventsource-parser/stream';
import { createApiKey } from '#auth/api-keys/create-api-key.ts';
import { registerAuth } from '#auth/register-auth.ts';
import { ensureFirstTenant } from '#auth/tenants/ensure-first-tenant.ts';
import type { LanguageModel } from '#ai/complete.ts';
import type { Reranker } from '#ai/rerank.ts';
import { createLanguageModel } from '#ai/create-language-model.ts';
import { conversationRoutes } from '#chat/conversations/routes.ts';
import { feedbackRoutes } from '#chat/feedback/routes.ts';
import { openChat } from '#chat/open-chat.ts';
import { runRoutes } from '#chat/runs/routes.ts';
import type { Runs } from '#chat/runs/open-runs.ts';
import { createId } from '#kernel/ids.ts';
import { createHttpServer } from '#kernel/http/create-http-server.ts';
import { createLogger } from '#kernel/telemetry/logger.ts';
import type { Logger } from '#kernel/telemetry/logger.ts';
import type { Database } from '#kernel/db/database.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import { openUsage } from '#usage/holds/open-usage.ts';
import { openTestStore } from './create-test-store.ts';
import { startFakeProvider } from './fake-provider/fake-provider.ts';
import type { FakeProvider } from './fake-provider/fake-provider.ts';
import { createLibrary, indexDocument } from './index-document.ts';
import type { LibraryKey } from './index-document.ts';

export interface ServedChat extends AsyncDisposable {
  db: Database;
  url: string;
  apiKey: string;
  runs: Runs;
  provider: FakeProvider;
  library: LibraryKey;
  tenantId: string;
  userId: string;
  /** What the server logged at `error` or above. */
  errors: string[];
  /** How many event streams are being sent right now. */
  openStreams(): number;
  fetch(route: string, init?: RequestInit & { key?: string }): Promise<Response>;
  /** A key of another user: of the same tenant, or of another one. */
  createStranger(where: 'same-tenant' | 'other-tenant'): Promise<string>;
  index(title: string, pages: string[]): Promise<string>;
}

/** Chat over HTTP on a store of its own; with `keyless` nothing but quotations answers. */
export async function serveChat(
  options: { keyless?: boolean; proof?: 'rules' | 'model'; reranker?: Reranker } = {},
): Promise<ServedChat> {
  await using resources = new AsyncDisposableStack();
  const { db } = resources.use(await openTestStore());
  const provider = resources.use(await startFakeProvider());
  const languageModel = options.keyless ? undefined : resources.use(openModel(provider));
  const errors: string[] = [];
  const logger = recordErrors(errors);
  const { tenantId, userId } = await ensureFirstTenant(db, { name: 'Owner', email: 'owner@example.org' });
  const library = await createLibrary(db, tenantId);
  const runs = resources.use(await openChat({ ...options, db, logger, languageModel, usage: openUsage(db) }));
  const app = await createHttpServer({ logger, cursorSecret: 'test', version: '0' });
  await registerAuth(app, { db });
  await app.register(
    async api => {
      conversationRoutes(api, { db });
      feedbackRoutes(api, { db });
      runRoutes(api, { db, runs });
    },
    { prefix: '/api/v1' },
  );
  await app.listen({ host: '127.0.0.1', port: 0 });
  resources.defer(() => app.close());
  const url = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}/api/v1`;
  const { secret } = await createApiKey(db, { tenantId, userId, name: 'test' });
  const opened = resources.move();
  return {
    db,
    url,
    apiKey: secret,
    runs,
    provider,
    library,
    tenantId,
    userId,
    errors,
    openStreams: () => app.eventStreams.count,
    fetch: (route, init) => send(`${url}${route}`, { key: secret, ...init }),
    createStranger: where => createStranger(db, where === 'same-tenant' ? tenantId : createId()),
    index: async (title, pages) => (await indexDocument(db, library, { title, pages })).id,
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}

function openModel(provider: FakeProvider): LanguageModel & AsyncDisposable {
  return createLanguageModel({
    languageModel: { baseUrl: provider.baseUrl, model: 'fake-model' },
    provider: { concurrency: 20, timeoutMs: 20_000 },
  })!;
}

function recordErrors(errors: string[]): Logger {
  const logger = createLogger({ level: 'silent', pretty: false });
  const record = (...args: unknown[]): void => void errors.push(JSON.stringify(args, showErrors));
  const recording = (target: Logger): Logger =>
    Object.assign(target, {
      error: record,
      fatal: record,
      child: () => recording(Object.create(logger) as Logger),
    });
  return recording(logger);
}

const showErrors = (_key: string, value: unknown): unknown =>
  value instanceof Error ? String(value.stack) : value;

function send(url: string, { key, ...init }: RequestInit & { key: string }): Promise<Response> {
  const headers = {
    authorization: `Bearer ${key}`,
    ...(init.body !== undefined && { 'content-type': 'application/json' }),
    ...(init.headers as Record<string, string>),
  };
  return fetch(url, { ...init, headers });
}

async function createStranger(db: Database, tenantId: string): Promise<string> {
  const userId = createId();
  await withTransaction(db, { tenantId }, async tx => {
    await tx
      .insertInto('tenants')
      .values({ id: tenantId, name: 'Strangers' })
      .onConflict(conflict => conflict.doNothing())
      .execute();
    await tx
      .insertInto('users')
      .values({ tenant_id: tenantId, id: userId, email: `${userId}@example.org` })
      .execute();
    await tx
      .insertInto('memberships')
      .values({ tenant_id: tenantId, user_id: userId, role: 'owner' })
      .execute();
  });
  return (await createApiKey(db, { tenantId, userId, name: 'stranger' })).secret;
}

export interface ReceivedPart {
  id: number;
  type: string;
  data: Record<string, any>;
  /** `data` as it was sent. */
  raw: string;
}

/** The parts of an event stream as they arrive. */
export async function* partsOf(response: Response): AsyncGenerator<ReceivedPart> {
  const events = response
    .body!.pipeThrough(new TextDecoderStream())
    .pipeThrough(new EventSourceParserStream());
  for await (const each of events) {
    yield {
      id: Number(each.id),
      type: each.event!,
      data: JSON.parse(each.data) as Record<string, any>,
      raw: each.data,
    };
  }
}

export const textOf = (parts: ReceivedPart[]): string =>
  parts
    .filter(part => part.type === 'text-delta')
    .map(part => String(part.data['text']))
    .join('');
