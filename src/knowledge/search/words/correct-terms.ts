import type { Tx } from '#kernel/db/database.ts';
import { listTermsLike } from './queries.ts';
import type { SearchScope } from '../search-scope.ts';
import { similarTerms } from './similar-terms.ts';

const MIN_LENGTH = 4;
const MAX_TERMS = 8;
const LENGTH_DIFFERENCE = 2;

/**
 * For each term the ones of the libraries that are spelled like it: alike by trigrams, with the same first letter,
 * which people rarely get wrong. Terms of fewer than four letters are like too many others.
 */
export async function correctTerms(
  tx: Tx,
  scope: SearchScope,
  terms: string[],
): Promise<Record<string, string[]>> {
  const corrected: Record<string, string[]> = {};
  const words = terms.filter(term => term.length >= MIN_LENGTH && /^\p{L}+$/u.test(term));
  for (const term of words.slice(0, MAX_TERMS)) {
    const vocabulary = await listTermsLike(tx, scope, {
      start: Array.from(term)[0]!,
      minLength: term.length - LENGTH_DIFFERENCE,
      maxLength: term.length + LENGTH_DIFFERENCE,
    });
    const similar = similarTerms(term, vocabulary);
    if (similar.length > 0) corrected[term] = similar.map(each => each.term);
  }
  return corrected;
}
