import { sql } from 'kysely';
import type { Database } from '#kernel/db/database.ts';
import type { Reading } from '#kernel/db/read-together.ts';
import { chooseMode, embedQuery, vectorTargets } from './choose-mode.ts';
import { chooseWeights } from './choose-weights.ts';
import { asPassing, passingQuery } from './filter/read-passing.ts';
import type { Passing, PassingRow } from './filter/read-passing.ts';
import type { FoundPassages } from './found-passages.ts';
import { fuseRanks } from './fuse-ranks.ts';
import { listOf, narrowedTo, rankTogether } from './rank-together.ts';
import type { Near, Ranking } from './rank-together.ts';
import { RememberedScopes } from './nearest/remembered-scopes.ts';
import type { NearestRow } from './nearest/queries.ts';
import { searchNarrowed, searchNearest } from './nearest/search-nearest.ts';
import type { Nearest } from './nearest/search-nearest.ts';
import type { NearestRequest } from './nearest/read-scope.ts';
import { askedScope } from './resolve-scope.ts';
import { SearchTurns } from './search-turns.ts';
import type { MadeVector } from './search-at-length.ts';
import { fusedOf, poolOf } from './search-options.ts';
import type { SearchOptions } from './search-options.ts';
import type { LibraryTarget } from './vectors/vector-target.ts';
import { parseQuery } from './words/parse-query.ts';
import type { ParsedQuery } from './words/parse-query.ts';
import { asPostings, joinByHashing, postingsQuery } from './words/queries.ts';
import type { Postings, PostingsRow } from './words/queries.ts';

interface Asked {
  options: SearchOptions;
  parsed?: ParsedQuery;
  /** Undefined: nothing is looked for by words. */
  terms?: string[];
  /** Undefined: nothing is looked for by a vector. */
  vector?: Float32Array;
  made?: MadeVector;
}

export interface Together {
  /** Undefined when it takes more than can be asked for at once. */
  found?: FoundPassages;
  /** What a model was asked for meanwhile. */
  made?: MadeVector;
}

/** A passage that was replaced between ranking and reading is a reason to rank again, not to answer with fewer. */
const MAX_ROUNDS = 3;

/**
 * What can be known beforehand is asked for together, so that a search takes one round trip by a vector, two by words
 * or by both, and one more with a filter.
 * @throws NotFound, NoEmbeddingModel, WrongDimension
 */
export async function searchTogether(db: Database, options: SearchOptions): Promise<Together> {
  const parsed = options.query === undefined ? undefined : parseQuery(options.query);
  const made = await makeVector(db, options);
  // Where phrases stand is only known once passages with their words are.
  if (parsed && parsed.phrases.length > 0) return { made };
  const isByWords = options.mode !== 'vector' && parsed !== undefined;
  const terms = isByWords ? parsed.terms : undefined;
  const vector = options.mode === 'keyword' ? undefined : (options.embedding ?? made?.vector);
  const asked = { options, parsed, terms, vector, made };
  using _turn = await SearchTurns.of(db).take(options.tenantId, options.signal);
  for (let round = 1; ; round++) {
    const found = await searchOnce(db, asked);
    if (found === undefined || found.candidates.complete || round === MAX_ROUNDS) return { found, made };
  }
}

/** Undefined where no model is asked. A scope that is not known is looked at first: it may have no vectors. */
async function makeVector(db: Database, options: SearchOptions): Promise<MadeVector | undefined> {
  const { embed, embedding, mode = 'auto', query, tenantId } = options;
  if (!embed || embedding || mode === 'keyword' || query === undefined) return undefined;
  const known =
    RememberedScopes.of(db).recall(tenantId, askedScope(options)) ??
    (await searchNearest(db, requestOf({ options }, 0)));
  if (!known || chooseMode(options, known.targets) === 'keyword') return undefined;
  return { vector: await embedQuery(options) };
}

const requestOf = ({ options, vector, terms }: Asked, limit: number): NearestRequest => ({
  ...options,
  vector,
  limit,
  withTexts: terms === undefined,
  targetsOf: (targets: LibraryTarget[]) => vectorTargets(options, targets),
});

async function searchOnce(db: Database, asked: Asked): Promise<FoundPassages | undefined> {
  const { options, parsed, terms, vector, made } = asked;
  const limit = vector && terms ? fusedOf(options) : poolOf(options);
  const request = requestOf(asked, limit);
  // With a filter it is known later what is left to be compared.
  const first = { ...request, vector: options.filter ? undefined : vector, along: alongOf(asked) };
  const nearest = await searchNearest(db, first);
  if (nearest === undefined) return undefined;
  const { targets, scope } = nearest;
  const mode = made && !made.vector ? 'keyword' : chooseMode(options, targets);
  // Vectors have come since the scope was looked at.
  if (mode !== 'keyword' && !vector) return undefined;
  const { passing, postings } = readAlong(asked, nearest.along);
  const near = mode === 'keyword' ? undefined : await rankNarrowed(db, { request, nearest, vector, passing });
  if (mode !== 'keyword' && !near) return undefined;
  const search = {
    options,
    parsed,
    scope,
    targets,
    mode,
    weights: options.weights ?? chooseWeights(targets),
  };
  return terms === undefined
    ? foundByVector({ search, vector, passing, near: near! })
    : rankTogether(db, { search, vector, passing, near, postings, limit });
}

/** Statements whose plans may join by hashing go last. */
function alongOf({ options, terms }: Asked): Reading[] {
  const { tenantId, filter } = options;
  const { libraryIds, documentIds } = askedScope(options);
  const scope = { tenantId, libraryIds: libraryIds ?? undefined, documentIds: documentIds ?? undefined };
  const readings: Reading[] = [];
  if (filter) readings.push({ query: passingQuery(scope, filter) });
  if (terms && terms.length > 0)
    readings.push({
      query: postingsQuery({ ...scope, libraryIds: librariesOf(tenantId, scope) }, terms),
      prepared: true,
    });
  return readings.length > 0 ? [{ query: joinByHashing, prepared: true }, ...readings] : [];
}

/** Where none is named those that there are, and with documents theirs. */
function librariesOf(
  tenantId: string,
  { libraryIds, documentIds }: { libraryIds?: string[]; documentIds?: string[] },
) {
  if (documentIds)
    return sql`array(select library_id from documents
      where tenant_id = ${tenantId}::uuid and id = any(${documentIds}::uuid[]))`;
  return libraryIds
    ? sql`${libraryIds}::uuid[]`
    : sql`array(select id from libraries where tenant_id = ${tenantId}::uuid)`;
}

function readAlong({ options }: Asked, along: unknown[][]): { passing?: Passing; postings?: Postings } {
  const [passingRows, postingsRows] = options.filter ? along.slice(1) : [undefined, along[1]];
  return {
    passing: options.filter && asPassing(options.filter, passingRows as PassingRow[]),
    postings: postingsRows && asPostings(postingsRows as PostingsRow[]),
  };
}

interface Narrowing {
  request: NearestRequest;
  nearest: Nearest;
  vector?: Float32Array;
  passing?: Passing;
}

/** What a filter left has to be compared once that is known. */
async function rankNarrowed(db: Database, options: Narrowing): Promise<Near | undefined> {
  const { request, nearest, vector, passing } = options;
  if (!passing || !vector) return nearest;
  const targets = passing.narrow(request.targetsOf(nearest.targets));
  const { documentIds = nearest.scope.documentIds, chunkIds } = passing;
  return searchNarrowed(db, { ...request, vector }, { targets, narrowed: { documentIds, chunkIds } });
}

function foundByVector({
  search,
  vector,
  passing,
  near,
}: Omit<Ranking, 'limit'> & { near: Near }): FoundPassages {
  const list = listOf(near);
  return {
    search,
    vector,
    best: fuseRanks({ vector: list }),
    // They were asked for with their texts.
    rows: near.rows as NearestRow[],
    candidates: { lists: { vector: list }, complete: true, vectorReports: near.reports },
    narrowed: { ...search.scope, ...narrowedTo(passing) },
  };
}
