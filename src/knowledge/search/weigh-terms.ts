import type { Database } from '#kernel/db/database.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import { inverseDocumentFrequency } from './bm25.ts';
import { resolveScope } from './resolve-scope.ts';
import type { ScopeRequest } from './resolve-scope.ts';
import { readPostings } from './words/queries.ts';

/** A small library says little about how rare a word is: it counts as a part of one of at least this many passages. */
const MIN_CHUNKS = 200;

/**
 * How much each term of a question tells in the libraries that are searched: its inverse document frequency, so that
 * words which stand everywhere weigh little and words which stand nowhere weigh most.
 * @throws NotFound for a library or document that is not the tenant's.
 */
export function weighTerms(
  db: Database,
  options: ScopeRequest & { terms: string[] },
): Promise<Map<string, number>> {
  return withTransaction(db, { tenantId: options.tenantId }, async tx => {
    const scope = await resolveScope(tx, options);
    const terms = [...new Set(options.terms)];
    // No document: counts come without the postings themselves.
    const { statistics, postings } = await readPostings(tx, { ...scope, documentIds: [] }, terms);
    const containing = new Map(postings.map(({ term, chunkCount }) => [term, chunkCount]));
    const total = Math.max(MIN_CHUNKS, statistics.chunkCount);
    return new Map(terms.map(term => [term, inverseDocumentFrequency(total, containing.get(term) ?? 0)]));
  });
}
