/** A term that is spelled like another, and how alike they are: 0 to 1. */
export interface SimilarTerm {
  term: string;
  similarity: number;
}

const MIN_SIMILARITY = 0.4;
const MAX_SIMILAR = 3;

/** Those of a vocabulary that share most trigrams with a term, most alike first. */
export function similarTerms(term: string, vocabulary: Iterable<string>): SimilarTerm[] {
  const wanted = trigrams(term);
  const found: SimilarTerm[] = [];
  for (const candidate of vocabulary) {
    const similarity = overlap(wanted, trigrams(candidate));
    if (similarity >= MIN_SIMILARITY) found.push({ term: candidate, similarity });
  }
  return found
    .toSorted((a, b) => b.similarity - a.similarity || (a.term < b.term ? -1 : 1))
    .slice(0, MAX_SIMILAR);
}

/** Padded, so that a word's start counts twice and its end once. */
function trigrams(term: string): Set<string> {
  const padded = Array.from(`  ${term} `);
  return new Set(padded.slice(2).map((last, index) => `${padded[index]}${padded[index + 1]}${last}`));
}

/** Dice's coefficient: one wrong letter in a word of six still leaves more than 0.4. */
function overlap(a: Set<string>, b: Set<string>): number {
  let shared = 0;
  for (const each of a) if (b.has(each)) shared++;
  return (2 * shared) / (a.size + b.size);
}
