import type { AddressInfo } from 'node:net';
import type { Database } from '#kernel/db/database.ts';
import { openRegistryClient } from '#features/schemas/fetch-external.ts';
import { registryRoutes } from '#features/schemas/routes.ts';
import { openTestApi } from '#tests/support/open-test-api.ts';

export interface RegistryApi extends AsyncDisposable {
  db: Database;
  tenantId: string;
  apiKey: string;
  /** What a program on the same store needs. */
  environment: Record<string, string>;
  /** Without credentials. */
  url: string;
  /** Over HTTP, as any client would. */
  register: (subject: string, text: string) => Promise<number>;
}

/** Quarry's own registry, listening, with one tenant. */
export async function openRegistryApi(): Promise<RegistryApi> {
  const api = await openTestApi(async (app, { db }) => {
    await app.register(async each => registryRoutes(each, { db }), { prefix: '/registry' });
  });
  await api.app.listen({ host: '127.0.0.1', port: 0 });
  const { port } = api.app.server.address() as AddressInfo;
  const { tenantId, apiKey } = await api.signUp('streams');
  const url = `http://127.0.0.1:${port}/api/v1/registry`;
  const ask = openRegistryClient(url.replace('//', `//quarry:${apiKey}@`));
  return {
    db: api.db,
    tenantId,
    apiKey,
    environment: api.environment,
    url,
    async register(subject, text) {
      const reply = await ask(`/subjects/${encodeURIComponent(subject)}/versions`, { schema: text });
      return (reply as { id: number }).id;
    },
    [Symbol.asyncDispose]: () => api[Symbol.asyncDispose](),
  };
}
