import type pg from 'pg';
import type { Database } from '#kernel/db/database.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import { searchLibrary } from '#knowledge/search/search-library.ts';
import type { VectorPlan } from '#knowledge/search/vectors/plan-vectors.ts';
import { clusteredVectors } from '#tests/support/vectors/clustered-vectors.ts';
import type { VectorOptions } from '#tests/support/vectors/clustered-vectors.ts';
import { exactNearest } from '#tests/support/vectors/exact-nearest.ts';
import type { FilledTenant } from './fill-tenant.ts';
import type { Rival } from './open-rivals.ts';
import { rawSearch } from './raw-search.ts';
import { cell, median, quantile, timed } from './statistics.ts';

export interface Subject {
  name: string;
  tenant: FilledTenant;
  documentIds?: string[];
  rivals?: Rival[];
  /** The same search through HTTP. */
  ask?: (vector: Float32Array, documentIds?: string[]) => Promise<unknown>;
}

export interface Bench {
  db: Database;
  /** Past row-level security, as SQL by hand would. */
  raw: pg.Pool;
  space: VectorOptions;
  questions: number;
  clients: number;
  /** What the last line says: adds to it. */
  figures: string[];
}

const K = 10;

export const HEADING =
  'scope        plan       topic  ours p50     p95    http  by hand  ×hand   (ids)  ×http   exact  ×exact  recall short   QPS';

/** Ours and SQL by hand take turns, and so does who begins: the second finds warm caches. On and off topic. */
export async function measureScope(bench: Bench, subject: Subject): Promise<void> {
  for (const topic of ['on', 'off'] as const) {
    const made = clusteredVectors({ ...bench.space, seed: topic === 'on' ? 1 : 99, stream: 1 });
    const asked = Array.from({ length: bench.questions }, () => made.next().value);
    await askAll(bench, subject, asked.slice(0, 5));
    const { plan, times, recall, short } = await askAll(bench, subject, asked);
    const qps = await throughput(bench, subject, asked);
    const [ours, hand, exact] = [median(times.ours), median(times.hand), median(times.exact)];
    const http = times.http.length > 0 ? median(times.http) : undefined;
    bench.figures.push(
      `${subject.name} ${topic} topic ${ours.toFixed(2)} ms (× ${(ours / hand).toFixed(2)}${http ? `, HTTP × ${(http / hand).toFixed(2)}` : ''}, recall ${recall.toFixed(3)})`,
    );
    console.log(
      `${subject.name.padEnd(12)} ${plan.padEnd(10)} ${topic.padEnd(5)} ${cell(ours, 9)} ${cell(quantile(times.ours, 0.95))} ` +
        `${cell(http)} ${cell(hand, 8)} ${cell(ours / hand, 6)} ${cell(median(times.ids))} ${cell(http && http / hand, 6)} ` +
        `${cell(exact)} ${cell(ours / exact)} ${recall.toFixed(3).padStart(7)} ${String(short).padStart(5)} ${qps.toFixed(0).padStart(5)}`,
    );
    await askRivals(subject, asked);
  }
}

const inScope = ({ tenant, documentIds }: Subject) =>
  tenant.rows.filter(row => documentIds?.includes(row.documentId) !== false);

async function askAll(bench: Bench, subject: Subject, asked: Float32Array[]) {
  const times = { ours: [], hand: [], ids: [], exact: [], http: [] } as Record<string, number[]> & {
    ours: number[];
    hand: number[];
    ids: number[];
    exact: number[];
    http: number[];
  };
  const rows = inScope(subject);
  const scope = { ...(await rawScope(bench.db, subject)), documentIds: subject.documentIds };
  let plan = await planOf(bench, subject, asked[0]!);
  let found = 0;
  let short = 0;
  for (const [turn, vector] of asked.entries()) {
    const byHand = async () => {
      await timed(times.hand, () => rawSearch(bench.raw, scope, { plan, vector, k: K, texts: true }));
      await timed(times.ids, () => rawSearch(bench.raw, scope, { plan, vector, k: K }));
    };
    if (turn % 2 === 1) await byHand();
    const { hits, explanation } = await timed(times.ours, () => ours(bench, subject, vector));
    plan = explanation!.vector!.plans[0]!.plan;
    if (turn % 2 === 0) await byHand();
    await timed(times.exact, () => rawSearch(bench.raw, scope, { plan: 'exact', vector, k: K }));
    if (subject.ask) await timed(times.http, () => subject.ask!(vector, subject.documentIds));
    const truth = new Set(exactNearest(rows, vector, K));
    found += hits.filter(hit => truth.has(hit.chunkId)).length;
    if (hits.length < Math.min(K, rows.length)) short++;
  }
  return { plan, times, short, recall: found / (asked.length * Math.min(K, rows.length)) };
}

function ours({ db }: Bench, { tenant, documentIds }: Subject, embedding: Float32Array) {
  return searchLibrary(db, { tenantId: tenant.tenantId, embedding, k: K, explain: true, documentIds });
}

async function planOf(bench: Bench, subject: Subject, vector: Float32Array): Promise<VectorPlan> {
  return (await ours(bench, subject, vector)).explanation!.vector!.plans[0]!.plan;
}

const rawScope = (db: Database, { tenant }: Subject) =>
  withTransaction(db, tenant, async tx => {
    const { id: setId } = await tx.selectFrom('vector_sets').select('id').executeTakeFirstOrThrow();
    const graph = await tx.selectFrom('vector_graphs').select('number').executeTakeFirst();
    return { tenantId: tenant.tenantId, setId, graph: graph?.number };
  });

/** Many at once, through our code. */
async function throughput(bench: Bench, subject: Subject, asked: Float32Array[]): Promise<number> {
  const queue = [...asked, ...asked, ...asked];
  const total = queue.length;
  const begun = performance.now();
  const clients = Array.from({ length: bench.clients }, async () => {
    for (let next = queue.pop(); next; next = queue.pop()) await ours(bench, subject, next);
  });
  await Promise.all(clients);
  return total / ((performance.now() - begun) / 1000);
}

async function askRivals(subject: Subject, asked: Float32Array[]): Promise<void> {
  const rows = inScope(subject);
  for (const rival of subject.rivals ?? []) {
    const times: number[] = [];
    let found = 0;
    for (const vector of asked) {
      const truth = new Set(exactNearest(rows, vector, K));
      const positions = await timed(times, () => rival.search(vector, K));
      found += positions.filter(at => truth.has(rows[at]!.id)).length;
    }
    const recall = (found / (asked.length * K)).toFixed(3);
    console.log(
      `             ${rival.name.padEnd(16)} ${cell(median(times), 9)} ${cell(quantile(times, 0.95))}   recall ${recall}`,
    );
  }
}
