import type { EmbeddingModel } from '#ai/embed.ts';
import type { Reranker } from '#ai/rerank.ts';
import type { Database, Tx } from '#kernel/db/database.ts';
import { isUndefinedTable } from '#kernel/db/is-undefined-table.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import type { Logger } from '#kernel/telemetry/logger.ts';
import { normalizeVector } from '#knowledge/index/normalize-vector.ts';
import { searchableText } from '#knowledge/index/postings.ts';
import type { FusionWeights } from '#knowledge/index/retrieval-settings.ts';
import { chooseMode, embedQuery, vectorTargets } from './choose-mode.ts';
import type { SearchMode, UsedMode } from './choose-mode.ts';
import { diversify } from './diversify.ts';
import { explainSearch } from './explain-search.ts';
import type { Explanation } from './explain-search.ts';
import type { MetadataFilter } from './filter/metadata-filter.ts';
import { fuseRanks } from './fuse-ranks.ts';
import type { FusedHit, PartScore } from './fuse-ranks.ts';
import { chooseWeights } from './choose-weights.ts';
import { matchedWords } from './matched-words.ts';
import { narrowScope } from './narrow-scope.ts';
import { searchNearest } from './nearest/search-nearest.ts';
import { listTargets, loadChunks } from './queries.ts';
import type { HitRow } from './queries.ts';
import { rankCandidates } from './rank-candidates.ts';
import type { Candidates } from './rank-candidates.ts';
import { RERANKED, rerankHits } from './rerank-hits.ts';
import { resolveScope } from './resolve-scope.ts';
import type { SearchScope } from './search-scope.ts';
import type { LibraryTarget } from './vectors/vector-target.ts';
import { parseQuery } from './words/parse-query.ts';
import type { ParsedQuery } from './words/parse-query.ts';

export interface SearchOptions {
  tenantId: string;
  /** Words in quotes must stand in a passage as they are. Undefined: `embedding` alone decides. */
  query?: string;
  /** The caller's own vector, in place of one that `embed` makes of the query. */
  embedding?: Float32Array;
  /** None or empty: all libraries. */
  libraryIds?: string[];
  /** None or empty: all documents of the libraries. */
  documentIds?: string[];
  /** Only passages whose metadata, or whose document's, pass it. */
  filter?: MetadataFilter;
  /** How many hits; 10. */
  k?: number;
  /** `auto`: hybrid where vectors exist and the model answers, else keyword. */
  mode?: SearchMode;
  /** What each list counts in hybrid mode; otherwise as the libraries are set. */
  weights?: FusionWeights;
  /** 1 or undefined: by score alone; lower: the less alike, the better (MMR). */
  lambda?: number;
  /** Candidates that a search of a graph keeps. */
  efSearch?: number;
  /** Adds what was done and how long it took. */
  explain?: boolean;
  embed?: EmbeddingModel;
  /** Reads the best passages again, where there is a query. */
  reranker?: Reranker;
  signal?: AbortSignal;
  logger?: Logger;
}

export interface SearchResult {
  mode: UsedMode;
  /** Documents of the scope that can be found at all. */
  searchedDocuments: number;
  /** Best first. */
  hits: SearchHit[];
  /** Terms that nothing has, and those that were looked for instead. */
  correctedTerms?: Record<string, string[]>;
  /** Only when asked for. */
  explanation?: Explanation;
}

export interface SearchHit {
  chunkId: string;
  documentId: string;
  documentTitle: string;
  libraryId: string;
  fileName: string;
  /** False where page numbers mean "part n" rather than a sheet of paper. */
  paged: boolean;
  /** Null for chunks that were not cut from a page. */
  pageStart: number | null;
  pageEnd: number | null;
  headings: string[];
  text: string;
  spans: [page: number, start: number, end: number][];
  metadata: Record<string, unknown>;
  /** Comparable within one result only. */
  score: number;
  scores: { keyword?: PartScore; vector?: PartScore };
  /** Words of the query, as typed, that the passage has in any form. */
  matchedTerms: string[];
}

/** A chunk that was replaced between ranking and reading is a reason to rank again, not to answer with fewer. */
const MAX_ROUNDS = 3;

/**
 * The passages of a scope that answer a query best: BM25 over the libraries' own statistics and vectors, both fused by
 * rank. As many as asked for, if there are as many.
 * @throws NotFound for a library or document that is not the tenant's, NoEmbeddingModel, WrongDimension
 */
export async function searchLibrary(db: Database, options: SearchOptions): Promise<SearchResult> {
  const startedMs = performance.now();
  const tenant = { tenantId: options.tenantId };
  const asked = { ...options, embedding: options.embedding && normalizeVector(options.embedding) };
  const direct = await searchDirectly(db, asked, startedMs);
  if (direct) return direct;
  const first = await searching(db, tenant, async tx => {
    const prepared = await prepare(tx, asked);
    // Without a model to call there is nothing to wait for: one transaction does it all.
    const { mode } = prepared;
    const ready = mode === 'keyword' || options.embedding !== undefined;
    return { prepared, found: ready ? await findHits(tx, prepared, asked.embedding) : undefined };
  });
  const { prepared } = first;
  const vector = first.found ? asked.embedding : await embedQuery(asked);
  const search: Search = vector ? prepared : { ...prepared, mode: 'keyword' };
  // Calling the model may have taken a minute: which vectors are active is asked again.
  const found =
    first.found ??
    (await searching(db, tenant, async tx => {
      const targets = await listTargets(tx, search.scope);
      return findHits(tx, { ...search, targets }, vector);
    }));
  const { mode, targets } = search;
  const reranked = await rerank(search, found);
  return {
    mode,
    searchedDocuments: countDocuments(targets),
    hits: present(search, reranked?.hits ?? found.best, found.rows),
    correctedTerms: found.candidates.corrected,
    explanation: options.explain
      ? explainSearch({
          ...search,
          ...found,
          vector,
          startedMs,
          lambda: options.lambda,
          rerank: reranked?.report,
        })
      : undefined,
  };
}

/** By the caller's vector alone: ranked and read in one statement. Undefined when it takes more than that. */
async function searchDirectly(
  db: Database,
  options: SearchOptions,
  startedMs: number,
): Promise<SearchResult | undefined> {
  const { embedding: vector, query, mode = 'auto', filter, lambda } = options;
  const parsed = query === undefined ? undefined : parseQuery(query);
  const isByVector = mode === 'vector' || (mode === 'auto' && query === undefined);
  if (!vector || !isByVector || filter || parsed?.phrases.length) return undefined;
  if (options.reranker && parsed) return undefined;
  const limit = poolOf(options);
  const targetsOf = (targets: LibraryTarget[]) => vectorTargets(options, targets);
  const nearest = await searchNearest(db, { ...options, vector, limit, targetsOf });
  if (nearest === undefined) return undefined;
  const { scope, targets, rows, reports } = nearest;
  const list = rows.map(row => ({ id: row.chunk_id, score: row.score }));
  const candidates = { lists: { vector: list }, complete: true, vectorReports: reports };
  const search = {
    options,
    parsed,
    scope,
    targets,
    mode: 'vector' as const,
    weights: chooseWeights(targets),
  };
  const explained = { ...search, candidates, narrowed: scope, vector, startedMs, lambda };
  return {
    mode: 'vector',
    searchedDocuments: countDocuments(targets),
    hits: present(search, fuseRanks(candidates.lists), rows),
    explanation: options.explain ? explainSearch(explained) : undefined,
  };
}

const countDocuments = (targets: LibraryTarget[]): number =>
  targets.reduce((sum, target) => sum + target.documents, 0);

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

async function rerank({ options }: Search, { best, rows }: Found) {
  const { reranker, query, signal, logger } = options;
  if (!reranker || query === undefined || best.length === 0) return undefined;
  return rerankHits(best, { reranker, query, rows, signal, logger });
}

interface Search {
  options: SearchOptions;
  parsed?: ParsedQuery;
  scope: SearchScope;
  targets: LibraryTarget[];
  mode: UsedMode;
  weights: FusionWeights;
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

interface Found {
  best: FusedHit[];
  rows: HitRow[];
  candidates: Candidates;
  /** What a filter and phrases left. */
  narrowed: SearchScope;
}

/** Fusion and folding need more of each list than they return. */
const MIN_CANDIDATES = 100;

/** How many are looked at for `k` that are unlike each other, or that a reranker prefers. */
function poolOf({ k = 10, lambda = 1, reranker, query }: SearchOptions): number {
  const pool = lambda < 1 ? Math.max(3 * k, 30) : k;
  return reranker && query !== undefined ? Math.max(pool, RERANKED) : pool;
}

async function findHits(tx: Tx, search: Search, vector: Float32Array | undefined): Promise<Found> {
  const { mode, options, parsed } = search;
  const { k = 10, filter, efSearch } = options;
  const pool = poolOf(options);
  const limit = mode === 'hybrid' ? Math.max(MIN_CANDIDATES, 3 * k) : pool;
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
      return { best, rows, candidates, narrowed };
    }
  }
}

const idsOf = (hits: FusedHit[]) => hits.map(hit => hit.id);

function present({ options, parsed }: Search, best: FusedHit[], rows: HitRow[]): SearchHit[] {
  const byId = new Map(rows.map(row => [row.chunk_id, row]));
  const there = best.filter(hit => byId.has(hit.id));
  const { k = 10, lambda = 1 } = options;
  const textOf = (hit: FusedHit) => byId.get(hit.id)!.text;
  const chosen = lambda < 1 ? diversify(there, textOf, { k, lambda }) : there.slice(0, k);
  const matched = matchedWords(parsed?.text ?? '');
  return chosen.map(({ id, score, scores }) => {
    const row = byId.get(id)!;
    return { ...asHit(row), score, scores, matchedTerms: matched(searchableText(row)) };
  });
}

const asHit = (row: HitRow) => ({
  chunkId: row.chunk_id,
  documentId: row.document_id,
  documentTitle: row.document_title,
  libraryId: row.library_id,
  fileName: row.file_name,
  paged: row.paged,
  pageStart: row.page_start,
  pageEnd: row.page_end,
  headings: row.headings,
  text: row.text,
  spans: row.spans,
  metadata: row.metadata,
});
