import type { Database } from '#kernel/db/database.ts';
import { lookUps } from '#kernel/db/look-ups.ts';
import { readTogether } from '#kernel/db/read-together.ts';
import type { Reading } from '#kernel/db/read-together.ts';
import { asTarget, indexesQuery, scopeQuery, targetsQuery } from '../queries.ts';
import type { AskedScope, FoundScope, TargetRow } from '../queries.ts';
import { askedScope } from '../resolve-scope.ts';
import type { ScopeRequest } from '../resolve-scope.ts';
import { graphReach } from '../vectors/graph-reach.ts';
import type { TargetGroup } from '../vectors/group-targets.ts';
import { signatureCandidates } from '../vectors/plan-vectors.ts';
import type { LibraryTarget, VectorTarget } from '../vectors/vector-target.ts';
import { exactQuery, graphQuery, signatureQuery } from './queries.ts';
import type { FoundRow } from './queries.ts';
import { isFresh } from './remembered-scopes.ts';
import type { RememberedScope } from './remembered-scopes.ts';

export interface NearestRequest extends ScopeRequest {
  /** Undefined: nothing is looked for by a vector. */
  vector?: Float32Array;
  limit: number;
  efSearch?: number;
  /** Reads the passages that were found, too. */
  withTexts: boolean;
  /** Those of a scope whose vectors can be compared with this one. @throws WrongDimension */
  targetsOf: (targets: LibraryTarget[]) => VectorTarget[];
  /** What else is to be known of the scope. */
  along?: Reading[];
}

/** What a filter left of a scope. */
export interface Narrowed {
  documentIds?: string[];
  chunkIds?: string[];
}

interface ReadOptions {
  asked: AskedScope;
  /** What is searched, if the scope is still like this. */
  groups: TargetGroup[];
  guess?: RememberedScope;
  maxBits?: number;
}

interface Read {
  /** Only where libraries or documents are named. */
  found?: FoundScope;
  targets: LibraryTarget[];
  countedMs: number;
  /** Of each group. */
  results: FoundRow[][];
  along: unknown[][];
}

/** What the scope is like, and what the search of these groups finds in it: in one round trip. */
export async function readScope(db: Database, request: NearestRequest, options: ReadOptions): Promise<Read> {
  const { asked, groups, guess, maxBits } = options;
  const { tenantId } = request;
  const isNamed = asked.libraryIds !== null || asked.documentIds !== null;
  const counted = asked.documentIds === null && guess && isFresh(guess) ? guess : undefined;
  const libraryIds = asked.libraryIds ?? undefined;
  const scope = { tenantId, libraryIds, documentIds: asked.documentIds ?? undefined };
  const readings: Reading[] = [
    { query: counted ? indexesQuery(scope) : targetsQuery(scope), prepared: true },
    ...(isNamed ? [{ query: scopeQuery(tenantId, asked), prepared: true }] : []),
    ...groups.map(group => readGroup(request, group, { maxBits })),
    ...(request.along ?? []),
  ];
  const settings = settingsOf(request, groups);
  const [rows, ...results] = await readTogether(db, { tenantId, settings }, readings);
  const found = isNamed ? (results.shift()![0] as FoundScope) : undefined;
  const targets = counted
    ? withSizes(rows as TargetRow[], counted.targets)
    : (rows as TargetRow[]).map(asTarget);
  // A library that has come since is counted first.
  if (targets === undefined)
    return readScope(db, request, { ...options, guess: undefined, groups: [], maxBits: undefined });
  const countedMs = counted?.countedMs ?? performance.now();
  const along = results.splice(groups.length);
  return { found, targets, countedMs, results: results as FoundRow[][], along };
}

/** What the search of these groups finds, in a scope that is known. */
export async function readGroups(
  db: Database,
  request: NearestRequest,
  { groups, narrowed }: { groups: TargetGroup[]; narrowed: Narrowed },
): Promise<FoundRow[][]> {
  const settings = settingsOf(request, groups);
  const readings = groups.map(group => readGroup(request, group, { narrowed }));
  return readTogether(db, { tenantId: request.tenantId, settings }, readings);
}

/** Undefined when a library is not among those that were counted. */
function withSizes(rows: TargetRow[], counted: LibraryTarget[]): LibraryTarget[] | undefined {
  const now = new Map(rows.map(row => [row.library_id, row]));
  if (rows.some(row => !counted.some(target => target.libraryId === row.library_id))) return undefined;
  return counted.map(target => {
    const row = now.get(target.libraryId);
    return row ? asTarget({ ...row, ...target }) : { ...target, set: undefined };
  });
}

function settingsOf(request: NearestRequest, groups: TargetGroup[]): Record<string, string> {
  const reaches = groups
    .filter(group => group.plan === 'graph')
    .map(group => graphReach(request, group.targets[0]!).efSearch);
  return { ...lookUps, ...(reaches.length > 0 && { 'hnsw.ef_search': String(Math.max(...reaches)) }) };
}

function readGroup(
  request: NearestRequest,
  { targets, plan }: TargetGroup,
  { narrowed, maxBits = Infinity }: { narrowed?: Narrowed; maxBits?: number },
): Reading<FoundRow> {
  const { limit, tenantId, withTexts } = request;
  const vector = request.vector!;
  const documentIds = askedScope(request).documentIds ?? undefined;
  const setIds = targets.map(target => target.set.id);
  const scope = { tenantId, setIds, documentIds, withTexts, ...narrowed };
  if (plan === 'exact') return { query: exactQuery(scope, { vector, limit }), prepared: true };
  const candidates = signatureCandidates(limit);
  if (plan === 'signature')
    return { query: signatureQuery(scope, { vector, limit, candidates, maxBits }), prepared: true };
  const [target] = targets as [VectorTarget];
  const reach = graphReach(request, target).limit;
  return { query: graphQuery(scope, { vector, limit, graph: target.set.graph!, reach }), prepared: true };
}
