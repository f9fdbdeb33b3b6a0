import { loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { openDatabase } from '#kernel/db/open-database.ts';
import type { Database } from '#kernel/db/database.ts';
import { createTestStore } from '#tests/support/create-test-store.ts';
import { preparePglite } from '#tests/support/prepare-pglite.ts';
import { preparePostgres } from '#tests/support/prepare-postgres.ts';
import { clusteredVectors } from '#tests/support/vectors/clustered-vectors.ts';
import { fillTenant } from './search/fill-tenant.ts';
import type { FilledTenant } from './search/fill-tenant.ts';
import { measureFilters } from './search/measure-filters.ts';
import { measureHealth } from './search/measure-health.ts';
import { measureLiveIngestion } from './search/measure-live-ingestion.ts';
import { HEADING, measureScope } from './search/measure-scope.ts';
import type { Bench, Subject } from './search/measure-scope.ts';
import { openRivals } from './search/open-rivals.ts';
import type { Rival } from './search/open-rivals.ts';
import { makeUser, serveSearch } from './search/serve-search.ts';
import { useGraph } from './search/use-graph.ts';

// Vector search through our code and through HTTP, beside the best SQL written by hand and other vector stores, in
// turns in one run; then what writing costs while people search, and what the server is like while searches queue.

const { values } = parseArgs({
  options: {
    store: { type: 'string', default: 'postgres' },
    /** What is measured: small, middle and global scopes, wide (1,536 dimensions), filters, sizes, ingestion, health. */
    parts: { type: 'string', default: 'small,middle,global,wide,filters,sizes,ingestion,health' },
    rows: { type: 'string', default: '100000' },
    middle: { type: 'string', default: '30000' },
    wide: { type: 'string', default: '20000' },
    tenants: { type: 'string', default: '100' },
    dimensions: { type: 'string', default: '384' },
    questions: { type: 'string', default: '60' },
    clients: { type: 'string', default: '8' },
    'without-rivals': { type: 'boolean', default: false },
    /** Adds a million vectors to the sizes. */
    large: { type: 'boolean', default: false },
  },
});
const store = values.store === 'pglite' ? 'pglite' : 'postgres';
const parts = values.parts.split(',');

await using _prepared = await (store === 'pglite' ? preparePglite() : preparePostgres());
await using test = await createTestStore({ store });
await using db: Database = await openDatabase(test.config);
// Sees past row-level security, as SQL by hand would, and searches graphs as far as we do.
await using bare = test.adminUrl
  ? await openDatabase({
      url: `${test.adminUrl}?options=-c%20hnsw.ef_search%3D200`,
      maxConnections: 8,
      acquireTimeoutMs: 10_000,
    })
  : undefined;
if (!bare) await db.pool.query('set hnsw.ef_search = 200');

const bench: Bench = {
  db,
  raw: (bare ?? db).pool,
  space: { seed: 1, dimensions: Number(values.dimensions), clusters: 300 },
  questions: Number(values.questions),
  clients: Number(values.clients),
  figures: [],
};
console.log(
  `${store}; load ${loadavg()
    .map(each => each.toFixed(1))
    .join(' ')}; milliseconds`,
);
if (['small', 'middle', 'global'].some(part => parts.includes(part))) await measureScopes();
if (parts.includes('wide')) await measureWide();
if (parts.includes('filters')) {
  const begun = performance.now();
  const vectors = clusteredVectors(bench.space);
  await fillTenant(db, Number(values.middle), vectors);
  const between = performance.now();
  const tenant = await fillTenant(db, Number(values.middle), vectors, { withMetadata: true });
  const cost = (performance.now() - between) / (between - begun);
  console.log(`writing with two fields of metadata takes × ${cost.toFixed(2)} of writing without`);
  await settle();
  await measureFilters(db, tenant, bench.space);
}
if (parts.includes('sizes')) await measureSizes();
if (parts.includes('ingestion')) bench.figures.push(await measureLiveIngestion(store, bench.space));
if (parts.includes('health')) bench.figures.push(await measureHealth(store, bench.space));
console.log(
  `load ${loadavg()
    .map(each => each.toFixed(1))
    .join(' ')}`,
);
console.log(`search: ${bench.figures.join('; ')}`);

async function measureScopes(): Promise<void> {
  const vectors = clusteredVectors(bench.space);
  const begun = performance.now();
  const user = await makeUser(db);
  const sized = (part: string, rows: string) => (parts.includes(part) ? Number(rows) : 1_000);
  const largest = await fillTenant(db, sized('global', values.rows), vectors, { tenantId: user.tenantId });
  const middle = await fillTenant(db, sized('middle', values.middle), vectors);
  const small = await fillTenant(db, 1_000, vectors);
  let total = largest.rows.length + middle.rows.length + small.rows.length;
  for (let index = 3; index < Number(values.tenants); index++) {
    const size = Math.max(1, Math.round(Number(values.rows) / 10 / (index - 2)));
    total += (await fillTenant(db, size, vectors)).rows.length;
  }
  const rate = Math.round(total / ((performance.now() - begun) / 1000));
  console.log(
    `${total} vectors of ${values.dimensions} dimensions, ${values.tenants} tenants, ${rate} rows/s`,
  );
  await settle();
  // One process can hold a PGlite folder, and here it is this one.
  await using server = store === 'postgres' ? await serveSearch(test) : undefined;
  const ask = server?.ask(user.apiKey);
  console.log(HEADING);
  if (parts.includes('small')) await measureSmall(small);
  if (parts.includes('small') && ask) await measureByHttp(largest, ask);
  if (parts.includes('middle')) await measureMiddle(middle);
  if (!parts.includes('global')) return;
  console.log(`graph of ${largest.rows.length}: ${(await useGraph(db, largest)).toFixed(1)} s`);
  await withRivals(largest, rivals => measureScope(bench, { name: 'global', tenant: largest, rivals, ask }));
}

async function measureSmall(tenant: FilledTenant): Promise<void> {
  await measureScope(bench, { name: '3 documents', tenant, documentIds: tenant.documentIds.slice(0, 3) });
  await withRivals(tenant, rivals => measureScope(bench, { name: '1k', tenant, rivals }));
}

async function measureByHttp(tenant: FilledTenant, ask: Subject['ask']): Promise<void> {
  const { documentIds } = tenant;
  await measureScope(bench, { name: '3 by HTTP', tenant, documentIds: documentIds.slice(0, 3), ask });
  await measureScope(bench, { name: '1k by HTTP', tenant, documentIds: documentIds.slice(0, 10), ask });
}

async function measureMiddle(tenant: FilledTenant): Promise<void> {
  await withRivals(tenant, rivals => measureScope(bench, { name: 'middle', tenant, rivals }));
  console.log(`graph of ${tenant.rows.length}: ${(await useGraph(db, tenant)).toFixed(1)} s`);
  await measureScope(bench, { name: 'middle', tenant });
}

async function settle(): Promise<void> {
  for (const table of ['chunk_vectors', 'documents', 'chunks'])
    await bench.raw.query(`vacuum (analyze) ${table}`);
}

async function withRivals(tenant: FilledTenant, work: (rivals: Rival[]) => Promise<void>): Promise<void> {
  if (values['without-rivals']) return work([]);
  await using opened = await openRivals(tenant.rows.map(row => row.vector));
  await work(opened.rivals);
}

/** Longer vectors in a tenant of their own: they live in the same table, and in a graph of their own. */
async function measureWide(): Promise<void> {
  const wide = { ...bench, space: { ...bench.space, dimensions: 1_536 } };
  const tenant = await fillTenant(db, Number(values.wide), clusteredVectors(wide.space));
  await settle();
  console.log(`${tenant.rows.length} vectors of 1,536 dimensions\n${HEADING}`);
  await measureScope(wide, { name: '1536', tenant });
  console.log(`graph: ${(await useGraph(db, tenant)).toFixed(1)} s`);
  await measureScope(wide, { name: '1536', tenant });
}

/** What a library costs, by its size: to write, to keep and to search, with the plan that we choose. */
async function measureSizes(): Promise<void> {
  for (const size of [1_000, 10_000, 100_000, ...(values.large ? [1_000_000] : [])]) {
    const before = await bytesStored();
    const begun = performance.now();
    const tenant = await fillTenant(db, size, clusteredVectors(bench.space));
    const rate = Math.round(size / ((performance.now() - begun) / 1000));
    await settle();
    const seconds = size > 50_000 ? await useGraph(db, tenant) : 0;
    const bytes = Math.round(((await bytesStored()) - before) / size);
    console.log(`${size}: ${rate} rows/s, ${bytes} bytes each, graph ${seconds.toFixed(1)} s\n${HEADING}`);
    await measureScope(bench, { name: String(size), tenant });
  }
}

async function bytesStored(): Promise<number> {
  const { rows } = await bench.raw.query<{ bytes: string }>(
    `select sum(pg_total_relation_size(oid)) as bytes from pg_class
      where relname = 'chunk_vectors' or (relname like 'vector_graph\\_%' and relkind = 'r')`,
  );
  return Number(rows[0]!.bytes);
}
