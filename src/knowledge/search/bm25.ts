export const BM25_K1 = 1.2;
export const BM25_B = 0.75;

/** How much a term tells: high for a rare one, never negative. */
export function inverseDocumentFrequency(total: number, containing: number): number {
  return Math.log(1 + (total - containing + 0.5) / (containing + 0.5));
}

/**
 * What one term adds to a passage's score.
 * BM25, Robertson & Zaragoza 2009, k1 = 1.2, b = 0.75; lengths in terms.
 */
export function bm25Score(idf: number, frequency: number, length: number, averageLength: number): number {
  const norm = 1 - BM25_B + (BM25_B * length) / averageLength;
  return (idf * frequency * (BM25_K1 + 1)) / (frequency + BM25_K1 * norm);
}
