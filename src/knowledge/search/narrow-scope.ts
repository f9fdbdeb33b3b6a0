import type { Tx } from '#kernel/db/database.ts';
import { searchableText } from '#knowledge/index/postings.ts';
import { isAboutDocuments } from './filter/metadata-filter.ts';
import type { MetadataFilter } from './filter/metadata-filter.ts';
import { matchingChunksQuery, matchingDocumentsQuery } from './filter/queries.ts';
import { loadTexts } from './queries.ts';
import { scorePostings } from './score-postings.ts';
import type { SearchScope } from './search-scope.ts';
import { hasPhrases } from './words/parse-query.ts';
import type { Phrase } from './words/parse-query.ts';
import { findChunkIds, readPostings } from './words/queries.ts';

/** More passages with all the words of a phrase are not looked through: the best of them are. */
const MAX_PHRASE_CANDIDATES = 10_000;
const TEXTS_AT_ONCE = 500;

/** Leaves of a scope what a filter lets pass and what has the phrases. */
export async function narrowScope(
  tx: Tx,
  scope: SearchScope,
  { filter, phrases }: { filter?: MetadataFilter; phrases: Phrase[] },
): Promise<SearchScope> {
  const filtered = filter === undefined ? scope : await applyFilter(tx, scope, filter);
  return phrases.length === 0
    ? filtered
    : { ...filtered, chunkIds: await findPhrases(tx, filtered, phrases) };
}

async function applyFilter(tx: Tx, scope: SearchScope, filter: MetadataFilter): Promise<SearchScope> {
  const isNarrower = isAboutDocuments(filter);
  const query = isNarrower ? matchingDocumentsQuery(scope, filter) : matchingChunksQuery(scope, filter);
  const ids = (await query.execute(tx)).rows.map(row => row.id);
  return isNarrower ? { ...scope, documentIds: ids } : { ...scope, chunkIds: ids };
}

/** The words of the phrases choose the candidates, their texts decide. */
async function findPhrases(tx: Tx, scope: SearchScope, phrases: Phrase[]): Promise<string[]> {
  const terms = [...new Set(phrases.flatMap(phrase => phrase.terms))];
  const { statistics, postings } = await readPostings(tx, scope, terms);
  if (postings.length < terms.length) return [];
  const places = await scorePostings(statistics, postings, MAX_PHRASE_CANDIDATES);
  const ids = await findChunkIds(
    tx,
    scope.tenantId,
    places.map(({ item }) => item),
  );
  const allowed = scope.chunkIds && new Set(scope.chunkIds);
  const candidates = ids.filter(id => id !== undefined && allowed?.has(id) !== false) as string[];
  const found: string[] = [];
  for (let start = 0; start < candidates.length; start += TEXTS_AT_ONCE) {
    const rows = await loadTexts(tx, scope.tenantId, candidates.slice(start, start + TEXTS_AT_ONCE));
    found.push(...rows.filter(row => hasPhrases(searchableText(row), phrases)).map(row => row.id));
  }
  return found;
}
