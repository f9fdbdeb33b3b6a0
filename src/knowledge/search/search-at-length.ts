import type { Database, Tx } from '#kernel/db/database.ts';
import { isUndefinedTable } from '#kernel/db/is-undefined-table.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import { chooseMode, embedQuery, vectorTargets } from './choose-mode.ts';
import { chooseWeights } from './choose-weights.ts';
import type { FoundPassages, Search } from './found-passages.ts';
import { fuseRanks } from './fuse-ranks.ts';
import type { FusedHit } from './fuse-ranks.ts';
import { narrowScope } from './narrow-scope.ts';
import { listTargets, loadChunks } from './queries.ts';
import { rankCandidates } from './rank-candidates.ts';
import { resolveScope } from './resolve-scope.ts';
import { fusedOf, poolOf } from './search-options.ts';
import type { SearchOptions } from './search-options.ts';
import type { SearchScope } from './search-scope.ts';
import { SearchTurns } from './search-turns.ts';
import type { LibraryTarget } from './vectors/vector-target.ts';
import { parseQuery } from './words/parse-query.ts';

/** A chunk that was replaced between ranking and reading is a reason to rank again, not to answer with fewer. */
const MAX_ROUNDS = 3;

/** The query's vector, where a model was asked for it; undefined in it when the model failed. */
export interface MadeVector {
  vector?: Float32Array;
}

/**
 * One statement after the other, each chosen by what the last one found: what takes more than can be asked for at once.
 * `made`: what has been made of the query already.
 */
export async function searchAtLength(
  db: Database,
  options: SearchOptions,
  made?: MadeVector,
): Promise<FoundPassages> {
  const tenant = { tenantId: options.tenantId };
  using _turn = await SearchTurns.of(db).take(options.tenantId, options.signal);
  const first = await searching(db, tenant, async tx => {
    const prepared = await prepare(tx, options);
    // Without a model to call there is nothing to wait for: one transaction does it all.
    const ready = prepared.mode === 'keyword' || options.embedding !== undefined;
    return { prepared, found: ready ? await findHits(tx, prepared, options.embedding) : undefined };
  });
  if (first.found) return first.found;
  const { vector } = made ?? { vector: await embedQuery(options) };
  const search: Search = vector ? first.prepared : { ...first.prepared, mode: 'keyword' };
  // Calling the model may have taken a minute: which vectors are active is asked again.
  return await searching(db, tenant, async tx => {
    const targets = await listTargets(tx, search.scope);
    return findHits(tx, { ...search, targets }, vector);
  });
}

/** A graph that was replaced between being found and being read: its table is gone, the next one is there. */
async function searching<T>(
  db: Database,
  tenant: { tenantId: string },
  work: (tx: Tx) => Promise<T>,
): Promise<T> {
  for (let round = 1; ; round++) {
    try {
      return await withTransaction(db, tenant, work);
    } catch (error) {
      if (!isUndefinedTable(error) || round === MAX_ROUNDS) throw error;
    }
  }
}

async function prepare(tx: Tx, options: SearchOptions): Promise<Search> {
  const { scope, targets } = await describeScope(tx, options);
  const mode = chooseMode(options, targets);
  const parsed = options.query === undefined ? undefined : parseQuery(options.query);
  return { options, parsed, scope, targets, mode, weights: options.weights ?? chooseWeights(targets) };
}

/** Where nothing is named there is nothing to look up first. */
async function describeScope(
  tx: Tx,
  options: SearchOptions,
): Promise<{ scope: SearchScope; targets: LibraryTarget[] }> {
  const { tenantId, libraryIds = [], documentIds = [] } = options;
  if (libraryIds.length > 0 || documentIds.length > 0) {
    const scope = await resolveScope(tx, options);
    return { scope, targets: await listTargets(tx, scope) };
  }
  const targets = await listTargets(tx, { tenantId });
  return { scope: { tenantId, libraryIds: targets.map(target => target.libraryId) }, targets };
}

async function findHits(tx: Tx, search: Search, vector: Float32Array | undefined): Promise<FoundPassages> {
  const { mode, options, parsed } = search;
  const { filter, efSearch } = options;
  const pool = poolOf(options);
  const limit = mode === 'hybrid' ? fusedOf(options) : pool;
  const terms = mode === 'vector' ? undefined : parsed?.terms;
  for (let round = 1; ; round++) {
    const narrowed = await narrowScope(tx, search.scope, { filter, phrases: parsed?.phrases ?? [] });
    // A filter on documents says by itself how many vectors are left, and so how they are best compared.
    const targets =
      narrowed.documentIds === search.scope.documentIds ? search.targets : await listTargets(tx, narrowed);
    const request = { scope: narrowed, terms, limit, efSearch, targets: vectorTargets(options, targets) };
    const candidates = await rankCandidates(tx, {
      ...request,
      vector: mode === 'keyword' ? undefined : vector,
    });
    const best = fuseRanks(candidates.lists, search.weights).slice(0, pool);
    const rows = await loadChunks(tx, narrowed.tenantId, idsOf(best));
    if ((candidates.complete && rows.length === best.length) || round === MAX_ROUNDS) {
      return { search, vector, best, rows, candidates, narrowed };
    }
  }
}

const idsOf = (hits: FusedHit[]) => hits.map(hit => hit.id);
