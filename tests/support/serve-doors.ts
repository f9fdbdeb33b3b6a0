import { createApiKey } from '#auth/api-keys/create-api-key.ts';
import type { Permission } from '#auth/permissions.ts';
import { createContext } from '#app/context.ts';
import type { Context } from '#app/context.ts';
import { ensureOwner } from '#app/ensure-owner.ts';
import { serve } from '#app/serve.ts';
import { makeConfig } from '#kernel/config/config.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import { createId } from '#kernel/ids.ts';
import { createLibrary as createLibraryOf } from '#knowledge/libraries/create-library.ts';
import { createTestStore } from './create-test-store.ts';
import { startFakeProvider } from './fake-provider/fake-provider.ts';
import type { FakeProvider } from './fake-provider/fake-provider.ts';
import { indexDocument } from './index-document.ts';
import { signUp } from './open-test-api.ts';
import type { TestUser } from './open-test-api.ts';

export interface ServedDoors extends AsyncDisposable {
  url: string;
  context: Context;
  provider: FakeProvider;
  /** A key of the owner's; with these scopes only, where they are given. */
  createKey(scopes?: Permission[]): Promise<string>;
  createLibrary(name: string): Promise<string>;
  index(libraryId: string, title: string, pages: string[]): Promise<{ id: string; chunkIds: string[] }>;
  /** The owner of another tenant. */
  signUpStranger(): Promise<TestUser>;
  countConversations(): Promise<number>;
  listRunStates(): Promise<string[]>;
}

/** The whole program as it is served, with a provider that does as it is told; `keyless`: with none. */
export async function serveDoors(options: { keyless?: boolean } = {}): Promise<ServedDoors> {
  await using resources = new AsyncDisposableStack();
  const test = resources.use(await createTestStore());
  const provider = resources.use(await startFakeProvider());
  const models = options.keyless ? {} : variablesOf(provider);
  const config = makeConfig({
    ...test.environment,
    ...models,
    QUARRY_PORT: '0',
    QUARRY_LOG_LEVEL: 'silent',
  });
  const context = resources.use(await createContext(config));
  const owner = await ensureOwner(context.db);
  const server = resources.use(await serve(context));
  const { db } = context;
  const { tenantId } = owner;
  const opened = resources.move();
  return {
    url: server.url,
    context,
    provider,
    createKey: async scopes => (await createApiKey(db, { ...owner, name: createId(), scopes })).secret,
    createLibrary: async name => (await createLibraryOf(db, { tenantId, name })).id,
    index: (libraryId, title, pages) => indexDocument(db, { tenantId, libraryId }, { title, pages }),
    signUpStranger: () => signUp(server.app, db, 'stranger'),
    countConversations: () =>
      withTransaction(db, { tenantId }, async tx => {
        return (await tx.selectFrom('conversations').select('id').execute()).length;
      }),
    listRunStates: () =>
      withTransaction(db, { tenantId }, async tx => {
        return (await tx.selectFrom('runs').select('state').orderBy('id').execute()).map(run => run.state);
      }),
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}

const variablesOf = ({ baseUrl }: FakeProvider): Record<string, string> => ({
  QUARRY_LLM_BASE_URL: baseUrl,
  QUARRY_LLM_MODEL: 'fake-model',
  QUARRY_EMBEDDING_BASE_URL: baseUrl,
  QUARRY_EMBEDDING_MODEL: 'fake-embedding',
});
