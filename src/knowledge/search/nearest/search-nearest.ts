import type { Database } from '#kernel/db/database.ts';
import { isUndefinedTable } from '#kernel/db/is-undefined-table.ts';
import { askedScope, checkScope } from '../resolve-scope.ts';
import type { SearchScope } from '../search-scope.ts';
import { groupTargets } from '../vectors/group-targets.ts';
import type { TargetGroup } from '../vectors/group-targets.ts';
import { signatureCandidates, tellsSomething } from '../vectors/plan-vectors.ts';
import type { VectorReport } from '../vectors/rank-by-vector.ts';
import type { LibraryTarget, VectorTarget } from '../vectors/vector-target.ts';
import type { FoundRow } from './queries.ts';
import { readGroups, readScope } from './read-scope.ts';
import type { Narrowed, NearestRequest } from './read-scope.ts';
import { RememberedScopes } from './remembered-scopes.ts';

export interface Nearest {
  scope: SearchScope;
  targets: LibraryTarget[];
  /** Best first. */
  rows: FoundRow[];
  reports: VectorReport[];
  /** Of what was asked along. */
  along: unknown[][];
}

/** The second time at the latest the guess is what was just read, unless the index is being changed. */
const MAX_ROUNDS = 3;

/**
 * The nearest passages of a scope and their texts, in one round trip where the scope was searched before: the search is
 * sent along with the question what the scope is like, and counts only if it is as remembered. Undefined when it takes
 * more than one statement for each group, as where rows of an ingestion under way are among the nearest.
 * @throws NotFound, WrongDimension
 */
export async function searchNearest(db: Database, request: NearestRequest): Promise<Nearest | undefined> {
  const memory = RememberedScopes.of(db);
  const asked = askedScope(request);
  let guess = memory.recall(request.tenantId, asked);
  for (let round = 1; round <= MAX_ROUNDS; round++) {
    const startedMs = performance.now();
    const guessed = guess && groupsOf(request, guess.targets);
    const sent = { asked, guess, groups: guessed ?? [], maxBits: guess?.maxBits };
    const read = await readScope(db, request, sent).catch(asGone);
    if (read === undefined) {
      guess = undefined;
      continue;
    }
    const { found, targets, countedMs, results, along } = read;
    const scope = found
      ? checkScope(request.tenantId, asked, found)
      : { tenantId: request.tenantId, libraryIds: targets.map(target => target.libraryId) };
    // Only what is true now may refuse the vector.
    if (request.vector) request.targetsOf(targets);
    const groups = groupsOf(request, targets)!;
    const isAsGuessed = sameGroups(groups, guessed ?? []);
    const isBounded = groups.some(group => group.plan === 'signature');
    const maxBits = isAsGuessed && isBounded ? boundOf(request, sent.maxBits, results) : undefined;
    guess = { targets, countedMs, maxBits: isBounded ? maxBits : sent.maxBits };
    memory.remember(request.tenantId, asked, guess);
    if (!isAsGuessed || (isBounded && sent.maxBits !== undefined && maxBits === undefined)) continue;
    const elapsedMs = performance.now() - startedMs;
    const settled = settle(request, { groups, results, elapsedMs });
    return settled && { scope, targets, along, ...settled };
  }
  return undefined;
}

/** The same in what a filter left of a scope that is known. */
export async function searchNarrowed(
  db: Database,
  request: NearestRequest & { vector: Float32Array },
  { targets, narrowed }: { targets: VectorTarget[]; narrowed: Narrowed },
): Promise<Pick<Nearest, 'rows' | 'reports'> | undefined> {
  const startedMs = performance.now();
  const groups = groupTargets({ targets, vector: request.vector, ...narrowed });
  if (groups.length === 0) return { rows: [], reports: [] };
  const results = await readGroups(db, request, { groups, narrowed });
  return settle(request, { groups, results, elapsedMs: performance.now() - startedMs });
}

/** Bits more than the last candidates needed, so that the next question may lie a little farther off. */
const SPARE_BITS = 4;

/** Where candidates may be looked for next time; undefined when this bound left out some. */
function boundOf(
  request: NearestRequest,
  sent: number | undefined,
  results: FoundRow[][],
): number | undefined {
  const candidates = results.flat().find(row => row.candidates !== null)?.candidates;
  if (!candidates || candidates.count < signatureCandidates(request.limit)) return undefined;
  // Falls slowly: a question off the topic needs a wider one than those before and after it.
  return Math.max(candidates.last + SPARE_BITS, (sent ?? 0) - 1);
}

/** A graph that has been replaced since it was remembered. */
function asGone(error: unknown): undefined {
  if (!isUndefinedTable(error)) throw error;
}

/** Undefined when the vector does not fit what is remembered. */
function groupsOf(request: NearestRequest, targets: LibraryTarget[]): TargetGroup[] | undefined {
  if (!request.vector) return [];
  try {
    const { documentIds } = askedScope(request);
    return groupTargets({
      targets: request.targetsOf(targets),
      documentIds: documentIds ?? undefined,
      vector: request.vector,
    });
  } catch {
    return undefined;
  }
}

const sameGroups = (groups: TargetGroup[], others: TargetGroup[]): boolean =>
  JSON.stringify(groups.map(shapeOf)) === JSON.stringify(others.map(shapeOf));

const shapeOf = ({ plan, targets }: TargetGroup) => ({
  plan,
  sets: targets.map(({ set, settings }) => (plan === 'graph' ? { set, settings } : set.id)),
});

interface Results {
  groups: TargetGroup[];
  /** Of each group. */
  results: FoundRow[][];
  elapsedMs: number;
}

/** One list of all groups; undefined when it takes another look. */
function settle(
  request: NearestRequest,
  { groups, results, elapsedMs }: Results,
): Pick<Nearest, 'rows' | 'reports'> | undefined {
  if (!groups.every((group, index) => isWhole(request, group, results[index]!))) return undefined;
  const rows = results
    .flat()
    .toSorted((a, b) => b.score - a.score || (a.chunk_id < b.chunk_id ? -1 : 1))
    .slice(0, request.limit);
  const reports = groups.map(({ plan, rows: count, targets: compared }) => ({
    libraryIds: compared.map(target => target.libraryId),
    plan,
    rows: count,
    elapsedMs,
  }));
  return { rows, reports };
}

/** Whether nothing speaks for looking again, more thoroughly. */
function isWhole(request: NearestRequest, group: TargetGroup, rows: FoundRow[]): boolean {
  if (rows.some(row => !row.visible || row.crowded)) return false;
  // Where every vector was compared, fewer rows are all that there are.
  if (group.plan === 'exact') return true;
  if (rows.length < Math.min(request.limit, group.rows)) return false;
  if (group.plan === 'graph') return true;
  const space = { rows: group.rows, dimensions: request.vector!.length };
  return tellsSomething([rows[0]!.candidates!.tenth], space);
}
