import type { EmbeddingModel } from '#ai/embed.ts';
import type { Database, Tx } from '#kernel/db/database.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import type { Logger } from '#kernel/telemetry/logger.ts';
import { searchableText } from '#knowledge/index/postings.ts';
import { chooseMode, embedQuery } from './choose-mode.ts';
import type { SearchMode, UsedMode } from './choose-mode.ts';
import { fuseRanks } from './fuse-ranks.ts';
import type { FusedHit, PartScore } from './fuse-ranks.ts';
import { matchedWords } from './matched-words.ts';
import { describeScope, loadChunks } from './queries.ts';
import type { HitRow } from './queries.ts';
import { rankCandidates } from './rank-candidates.ts';
import { resolveScope } from './resolve-scope.ts';
import type { SearchScope } from './search-scope.ts';

export interface SearchOptions {
  tenantId: string;
  query: string;
  /** None or empty: all libraries. */
  libraryIds?: string[];
  /** None or empty: all documents of the libraries. */
  documentIds?: string[];
  /** How many hits; 10. */
  k?: number;
  /** `auto`: hybrid where vectors exist and the model answers, else keyword. */
  mode?: SearchMode;
  embed?: EmbeddingModel;
  signal?: AbortSignal;
  logger?: Logger;
}

export interface SearchResult {
  mode: UsedMode;
  /** Documents of the scope that can be found at all. */
  searchedDocuments: number;
  /** Best first. */
  hits: SearchHit[];
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
  /** Comparable within one result only. */
  score: number;
  scores: { keyword?: PartScore; vector?: PartScore };
  /** Words of the query, as typed, that the passage has in any form. */
  matchedTerms: string[];
}

/** A chunk that was replaced between ranking and reading is a reason to rank again, not to answer with fewer. */
const MAX_ROUNDS = 3;

/**
 * The passages of a scope that answer a query best: BM25 over the libraries' own statistics, vectors compared exactly
 * where a model and vectors exist, both fused by rank.
 * @throws NotFound for a library or document that is not the tenant's, NoEmbeddingModel
 */
export async function searchLibrary(db: Database, options: SearchOptions): Promise<SearchResult> {
  const tenant = { tenantId: options.tenantId };
  const first = await withTransaction(db, tenant, async tx => {
    const prepared = await prepare(tx, options);
    // Without a model to call there is nothing to wait for: one transaction does it all.
    const hits =
      prepared.mode === 'keyword' ? await findHits(tx, { ...prepared, mode: 'keyword' }) : undefined;
    return { prepared, hits };
  });
  const { prepared } = first;
  const vector = first.hits ? undefined : await embedQuery(options);
  const mode = vector ? prepared.mode : 'keyword';
  const hits =
    first.hits ?? (await withTransaction(db, tenant, tx => findHits(tx, { ...prepared, mode, vector })));
  return { mode, searchedDocuments: prepared.documents, hits };
}

async function prepare(tx: Tx, options: SearchOptions) {
  const { query, embed, k = 10 } = options;
  const scope = await resolveScope(tx, options);
  const { documents, vectors } = await describeScope(tx, scope, embed?.id);
  return { query, scope, k, embed, documents, mode: chooseMode(options, vectors) };
}

interface Search {
  query: string;
  scope: SearchScope;
  k: number;
  mode: UsedMode;
  embed?: EmbeddingModel;
  vector?: Float32Array;
}

async function findHits(tx: Tx, search: Search): Promise<SearchHit[]> {
  for (let round = 1; ; round++) {
    const { lists, complete } = await rankCandidates(tx, search);
    const best = fuseRanks(lists).slice(0, search.k);
    const rows = await loadChunks(
      tx,
      search.scope.tenantId,
      best.map(hit => hit.id),
    );
    if ((complete && rows.length === best.length) || round === MAX_ROUNDS) return present(search, best, rows);
  }
}

function present(search: Search, best: FusedHit[], rows: HitRow[]): SearchHit[] {
  const byId = new Map(rows.map(row => [row.chunk_id, row]));
  const matched = matchedWords(search.query);
  return best.flatMap(({ id, score, scores }) => {
    const row = byId.get(id);
    return row ? [{ ...asHit(row), score, scores, matchedTerms: matched(searchableText(row)) }] : [];
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
});
