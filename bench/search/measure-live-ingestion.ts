import { openDatabase } from '#kernel/db/open-database.ts';
import type { Database, Store } from '#kernel/db/database.ts';
import { searchLibrary } from '#knowledge/search/search-library.ts';
import { createTestStore } from '#tests/support/create-test-store.ts';
import { clusteredVectors } from '#tests/support/vectors/clustered-vectors.ts';
import type { VectorOptions } from '#tests/support/vectors/clustered-vectors.ts';
import { fillTenant } from './fill-tenant.ts';
import { useGraph } from './use-graph.ts';

const STANDING = 5_000;
const ADDED = 10_000;
const ROUNDS = 3;
const SEARCHES_A_SECOND = 20;

/**
 * Rows a second that are written: into a store without any index for vectors, nothing searching; into ours, with a
 * graph, and searches all the while. In turns.
 */
export async function measureLiveIngestion(store: Store, space: VectorOptions): Promise<string> {
  if (store === 'pglite') return 'ingestion is measured on PostgreSQL, where an index can be dropped';
  const shares: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const bare = await writeBare(space);
    const { rate, searches } = await writeLive(space);
    shares.push(rate / bare);
    console.log(
      `ingestion: ${bare.toFixed(0)} rows/s without any vector index, ${rate.toFixed(0)} with a graph and ${searches} searches: × ${(rate / bare).toFixed(2)}`,
    );
  }
  return `ingestion with search live × ${shares.toSorted((a, b) => a - b)[1]!.toFixed(2)} (median)`;
}

async function writeBare(space: VectorOptions): Promise<number> {
  await using test = await createTestStore({ store: 'postgres' });
  await using db = await openDatabase(test.config);
  await using owner = await openDatabase({
    url: test.adminUrl!,
    maxConnections: 1,
    acquireTimeoutMs: 10_000,
  });
  await owner.pool.query(`alter table chunk_vectors drop constraint chunk_vectors_pkey,
    add primary key (tenant_id, set_id, document_id, chunk_id)`);
  return await rateOf(db, space);
}

async function writeLive(space: VectorOptions): Promise<{ rate: number; searches: number }> {
  await using test = await createTestStore({ store: 'postgres' });
  await using db = await openDatabase(test.config);
  const vectors = clusteredVectors({ ...space, stream: 2 });
  const tenant = await fillTenant(db, STANDING, vectors);
  await useGraph(db, tenant);
  let searches = 0;
  let done = false;
  const timers: Promise<unknown>[] = [];
  const timer = setInterval(() => {
    if (done) return;
    searches++;
    timers.push(searchLibrary(db, { tenantId: tenant.tenantId, embedding: vectors.next().value, k: 10 }));
  }, 1_000 / SEARCHES_A_SECOND);
  const rate = await rateOf(db, space, tenant.tenantId);
  done = true;
  clearInterval(timer);
  await Promise.all(timers);
  return { rate, searches };
}

async function rateOf(db: Database, space: VectorOptions, tenantId?: string): Promise<number> {
  const vectors = clusteredVectors({ ...space, stream: 3 });
  const made = Array.from({ length: ADDED }, () => vectors.next().value);
  const begun = performance.now();
  await fillTenant(db, ADDED, made.values() as Iterator<Float32Array>, { tenantId });
  return ADDED / ((performance.now() - begun) / 1000);
}
