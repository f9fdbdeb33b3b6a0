import { createApiKey } from '#auth/api-keys/create-api-key.ts';
import { createTenant } from '#auth/tenants/create-tenant.ts';
import type { Database } from '#kernel/db/database.ts';
import { createId } from '#kernel/ids.ts';
import { startQuarry } from '#tests/support/start-quarry.ts';
import type { TestStore } from '#tests/support/create-test-store.ts';

/** A tenant whose key a server of its own would know. */
export async function makeUser(db: Database): Promise<{ tenantId: string; apiKey: string }> {
  const tenantId = createId();
  const owner = { name: 'bench', email: `${tenantId}@example.test` };
  const made = (await createTenant(db, { tenantId, name: 'bench', owner }))!;
  const { secret } = await createApiKey(db, { ...made, name: 'bench' });
  return { tenantId, apiKey: secret };
}

export interface SearchServer extends AsyncDisposable {
  url: string;
  ask(apiKey: string): (vector: Float32Array, documentIds?: string[]) => Promise<unknown>;
}

/** The real program on the store, asked through HTTP as anybody would. */
export async function serveSearch(store: TestStore): Promise<SearchServer> {
  const quarry = await startQuarry({ environment: store.environment, command: 'api' });
  return {
    url: quarry.url,
    ask: apiKey => async (vector, documentIds) => {
      const response = await fetch(`${quarry.url}/api/v1/search`, {
        method: 'POST',
        headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
        body: JSON.stringify({ embedding: [...vector], document_ids: documentIds, k: 10 }),
      });
      if (!response.ok) throw new Error(`HTTP ${response.status}: ${await response.text()}`);
      return response.json();
    },
    [Symbol.asyncDispose]: () => quarry[Symbol.asyncDispose](),
  };
}
