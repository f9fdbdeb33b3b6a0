import type { Tx } from '#kernel/db/database.ts';
import type { RankedId } from '../fuse-ranks.ts';
import { groupTargets } from './group-targets.ts';
import type { TargetGroup } from './group-targets.ts';
import { graphReach } from './graph-reach.ts';
import { planVectors, signatureCandidates, tellsSomething } from './plan-vectors.ts';
import type { VectorPlan } from './plan-vectors.ts';
import { scanExactly, scanSignatures, scanUnsealed, scanVisible, searchGraph } from './queries.ts';
import type { FoundVector, ScanScope } from './queries.ts';
import type { VectorTarget } from './vector-target.ts';

export interface VectorSearch {
  tenantId: string;
  targets: VectorTarget[];
  documentIds?: string[];
  /** Undefined: all chunks. Otherwise those that a filter left. */
  chunkIds?: string[];
  vector: Float32Array;
  limit: number;
  efSearch?: number;
}

/** What was done, for people who ask why. */
export interface VectorReport {
  libraryIds: string[];
  plan: VectorPlan;
  /** Vectors in scope. */
  rows: number;
  /** The plan that was tried first and found too little. */
  fellBackFrom?: VectorPlan;
  elapsedMs: number;
}

/** The nearest chunks by cosine. Whatever the plan: as many as asked for, if there are as many. */
export async function rankByVector(
  tx: Tx,
  search: VectorSearch,
): Promise<{ list: RankedId[]; reports: VectorReport[] }> {
  const found: FoundVector[] = [];
  const reports: VectorReport[] = [];
  for (const group of groupTargets(search)) {
    const startedMs = performance.now();
    const { rows, plan, fellBackFrom } = await runPlan(tx, search, group);
    found.push(...rows.filter(row => row.visible));
    const libraryIds = group.targets.map(target => target.libraryId);
    const elapsedMs = performance.now() - startedMs;
    reports.push({ libraryIds, plan, rows: group.rows, fellBackFrom, elapsedMs });
  }
  const list = found
    .toSorted((a, b) => b.score - a.score || (a.id < b.id ? -1 : 1))
    .slice(0, search.limit)
    .map(({ id, score }) => ({ id, score }));
  return { list, reports };
}

interface Ran {
  rows: FoundVector[];
  plan: VectorPlan;
  fellBackFrom?: VectorPlan;
}

async function runPlan(tx: Tx, search: VectorSearch, group: TargetGroup): Promise<Ran> {
  if (group.plan === 'exact') return { plan: 'exact', rows: await runExactly(tx, search, group) };
  if (group.plan === 'signature') return runSignatures(tx, search, group);
  const rows = await runGraph(tx, search, group.targets[0]!);
  if (rows.length >= Math.min(search.limit, group.rows)) return { plan: 'graph', rows };
  const plan = planVectors({
    rows: group.rows,
    dimensions: search.vector.length,
    settings: { kind: 'auto' },
    graphReady: false,
    narrowed: false,
  });
  return { ...(await runPlan(tx, search, { ...group, plan })), fellBackFrom: 'graph' };
}

const scanScope = (
  { tenantId, documentIds, chunkIds }: VectorSearch,
  { targets }: TargetGroup,
): ScanScope => ({
  tenantId,
  setIds: targets.map(target => target.set.id),
  documentIds,
  chunkIds,
});

async function runExactly(tx: Tx, search: VectorSearch, group: TargetGroup): Promise<FoundVector[]> {
  const scope = scanScope(search, group);
  const rows = await scanExactly(tx, scope, search);
  return rows.every(row => row.visible) ? rows : scanVisible(tx, scope, search);
}

/** Rows of an ingestion under way may crowd out the visible ones: then the question is asked again, strictly. */
async function runSignatures(tx: Tx, search: VectorSearch, group: TargetGroup): Promise<Ran> {
  const scope = scanScope(search, group);
  const candidates = signatureCandidates(search.limit);
  const options = { vector: search.vector, limit: search.limit, candidates };
  let { rows, distances } = await scanSignatures(tx, scope, { ...options, strict: false });
  const hidden = rows.filter(row => !row.visible).length;
  if (hidden * 4 > rows.length)
    ({ rows, distances } = await scanSignatures(tx, scope, { ...options, strict: true }));
  const visible = rows.filter(row => row.visible);
  const isEnough = visible.length >= Math.min(search.limit, group.rows);
  if (isEnough && tellsSomething(distances, { rows: group.rows, dimensions: search.vector.length }))
    return { plan: 'signature', rows: visible };
  return { plan: 'exact', rows: await runExactly(tx, search, group), fellBackFrom: 'signature' };
}

async function runGraph(tx: Tx, search: VectorSearch, target: VectorTarget): Promise<FoundVector[]> {
  const { tenantId, limit, vector } = search;
  const { set } = target;
  const scope = { tenantId, setId: set.id, dimensions: set.dimensions, graph: set.graph! };
  const reach = graphReach(search, target);
  const sealed = await searchGraph(tx, scope, { vector, limit: reach.limit, efSearch: reach.efSearch });
  const unsealed = await scanUnsealed(tx, scope, { vector, limit });
  return [...sealed.filter(row => row.visible), ...unsealed];
}
