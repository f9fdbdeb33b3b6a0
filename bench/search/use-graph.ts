import type { Database } from '#kernel/db/database.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import { growGraph } from '#knowledge/index/graphs/grow-graph.ts';
import type { FilledTenant } from './fill-tenant.ts';

/** Sets the tenant's library to a graph and builds it; seconds. */
export async function useGraph(db: Database, tenant: FilledTenant): Promise<number> {
  const retrieval = JSON.stringify({ index: { kind: 'hnsw' } });
  const begun = performance.now();
  const { id: setId } = await withTransaction(db, tenant, async tx => {
    await tx.updateTable('libraries').set({ retrieval }).where('id', '=', tenant.libraryId).execute();
    return tx.selectFrom('vector_sets').select('id').executeTakeFirstOrThrow();
  });
  const job = { signal: new AbortController().signal, fence: () => Promise.resolve() };
  await growGraph(db, { tenantId: tenant.tenantId, setId }, job);
  return (performance.now() - begun) / 1000;
}
