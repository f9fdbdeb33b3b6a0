import { parseArgs } from 'node:util';
import { openDatabase } from '#kernel/db/open-database.ts';
import type { Database } from '#kernel/db/database.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import { growGraph } from '#knowledge/index/graphs/grow-graph.ts';
import { searchLibrary } from '#knowledge/search/search-library.ts';
import { openTestStore } from '#tests/support/create-test-store.ts';
import { preparePglite } from '#tests/support/prepare-pglite.ts';
import { preparePostgres } from '#tests/support/prepare-postgres.ts';
import { clusteredVectors } from '#tests/support/vectors/clustered-vectors.ts';
import { exactNearest } from '#tests/support/vectors/exact-nearest.ts';
import { fillTenant } from './search/fill-tenant.ts';
import type { FilledTenant } from './search/fill-tenant.ts';
import { rawSearch } from './search/raw-search.ts';

// Vector search through our code, beside the best SQL written by hand, in turns in one run. On- and off-topic.

const { values } = parseArgs({
  options: {
    store: { type: 'string', default: 'postgres' },
    /** Vectors of the largest tenant; a tenth of them each are spread over the small ones. */
    rows: { type: 'string', default: '100000' },
    middle: { type: 'string', default: '30000' },
    tenants: { type: 'string', default: '98' },
    dimensions: { type: 'string', default: '384' },
    questions: { type: 'string', default: '30' },
    clients: { type: 'string', default: '8' },
  },
});
const store = values.store === 'pglite' ? 'pglite' : 'postgres';
const dimensions = Number(values.dimensions);
const K = 10;
const space = { seed: 1, dimensions, clusters: 300 };

await using _prepared = await (store === 'pglite' ? preparePglite() : preparePostgres());
await using test = await openTestStore({ store });
// Sees past row-level security, as SQL by hand would.
await using bare = test.adminUrl
  ? await openDatabase({ url: test.adminUrl, maxConnections: 8, acquireTimeoutMs: 10_000 })
  : undefined;
const raw: Database = bare ?? test.db;

const started = performance.now();
const vectors = clusteredVectors(space);
const largest = await fillTenant(test.db, Number(values.rows), vectors);
const middle = await fillTenant(test.db, Number(values.middle), vectors);
const small = await fillTenant(test.db, 1_000, vectors);
let others = 0;
for (let index = 0; index < Number(values.tenants); index++) {
  const size = Math.max(1, Math.round(Number(values.rows) / 10 / (index + 1)));
  others += (await fillTenant(test.db, size, vectors)).rows.length;
}
const seconds = (performance.now() - started) / 1000;
const total = largest.rows.length + middle.rows.length + small.rows.length + others;
await raw.pool.query('vacuum (analyze) chunk_vectors');
await raw.pool.query('vacuum (analyze) documents');
console.log(
  `${store}: ${total} vectors of ${dimensions} dimensions, written ${Math.round(total / seconds)}/s`,
);
console.log('scope       plan       topic  ours p50   p95    raw p50  ratio   exact p50  recall  short  QPS');

const few = small.documentIds.slice(0, 3);
await measure('3 documents', small, { documentIds: few });
await measure('1k', small);
await measure('middle', middle);
await configure(middle);
await measure('middle', middle);
await configure(largest);
await measure('largest', largest);

async function configure(tenant: FilledTenant): Promise<void> {
  const retrieval = JSON.stringify({ index: { kind: 'hnsw' } });
  const begun = performance.now();
  await withTransaction(test.db, tenant, tx =>
    tx.updateTable('libraries').set({ retrieval }).where('id', '=', tenant.libraryId).execute(),
  );
  const job = { signal: new AbortController().signal, fence: () => Promise.resolve() };
  await growGraph(test.db, { tenantId: tenant.tenantId, setId: await setOf(tenant) }, job);
  console.log(`graph of ${tenant.rows.length} vectors: ${((performance.now() - begun) / 1000).toFixed(1)} s`);
}

async function setOf(tenant: FilledTenant): Promise<number> {
  const { id } = await withTransaction(test.db, tenant, tx =>
    tx.selectFrom('vector_sets').select('id').executeTakeFirstOrThrow(),
  );
  return id;
}

interface Subject {
  tenant: FilledTenant;
  setId: number;
  documentIds?: string[];
}

async function measure(
  name: string,
  tenant: FilledTenant,
  scope: { documentIds?: string[] } = {},
): Promise<void> {
  const subject = { tenant, setId: await setOf(tenant), ...scope };
  for (const topic of ['on', 'off'] as const) {
    const questions = clusteredVectors({ ...space, seed: topic === 'on' ? 1 : 99, stream: 1 });
    const asked = Array.from({ length: Number(values.questions) }, () => questions.next().value);
    // The first ones find cold caches.
    await askAll(subject, asked.slice(0, 3));
    const { plan, times, recall, short } = await askAll(subject, asked);
    const qps = await throughput(asked, vector => ask(subject, vector));
    const [ours, hand, exact] = [times.ours, times.hand, times.exact].map(each => quantile(each, 0.5)) as [
      number,
      number,
      number,
    ];
    console.log(
      `${name.padEnd(11)} ${plan.padEnd(10)} ${topic.padEnd(5)} ${cell(ours)} ${cell(quantile(times.ours, 0.95))} ` +
        `${cell(hand)} ${(ours / hand).toFixed(2).padStart(6)} ${cell(exact).padStart(10)} ` +
        `${recall.toFixed(3).padStart(7)} ${String(short).padStart(5)} ${qps.toFixed(0).padStart(5)}`,
    );
  }
}

function ask({ tenant, documentIds }: Subject, embedding: Float32Array) {
  return searchLibrary(test.db, { tenantId: tenant.tenantId, embedding, k: K, explain: true, documentIds });
}

async function askAll(subject: Subject, asked: Float32Array[]) {
  const { tenant, setId, documentIds } = subject;
  const inScope = tenant.rows.filter(row => documentIds?.includes(row.documentId) !== false);
  const times = { ours: [] as number[], hand: [] as number[], exact: [] as number[] };
  const scope = { tenantId: tenant.tenantId, setId, documentIds, graph: 1 };
  let plan: 'exact' | 'signature' | 'graph' = 'exact';
  let found = 0;
  let short = 0;
  for (const vector of asked) {
    const begun = performance.now();
    const result = await ask(subject, vector);
    times.ours.push(performance.now() - begun);
    plan = result.explanation!.vector!.plans[0]!.plan;
    times.hand.push(await time(() => rawSearch(raw, scope, { plan, vector, k: K })));
    times.exact.push(await time(() => rawSearch(raw, scope, { plan: 'exact', vector, k: K })));
    const truth = new Set(exactNearest(inScope, vector, K));
    found += result.hits.filter(hit => truth.has(hit.chunkId)).length;
    if (result.hits.length < Math.min(K, inScope.length)) short++;
  }
  return { plan, times, short, recall: found / (asked.length * Math.min(K, inScope.length)) };
}

async function throughput(
  asked: Float32Array[],
  search: (vector: Float32Array) => Promise<unknown>,
): Promise<number> {
  const queue = [...asked, ...asked];
  const begun = performance.now();
  const clients = Array.from({ length: Number(values.clients) }, async () => {
    for (let next = queue.pop(); next; next = queue.pop()) await search(next);
  });
  await Promise.all(clients);
  return (asked.length * 2) / ((performance.now() - begun) / 1000);
}

async function time(work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  await work();
  return performance.now() - begun;
}

function quantile(times: number[], share: number): number {
  return times.toSorted((a, b) => a - b)[Math.floor(times.length * share)]!;
}

function cell(milliseconds: number): string {
  return milliseconds.toFixed(2).padStart(8);
}
