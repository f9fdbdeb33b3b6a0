/** BM25 (Robertson & Zaragoza 2009, k1 = 1.2, b = 0.75) written straight from the formula, over whole texts in memory. */
export function stockBm25(texts: string[][], query: string[]): number[] {
  const averageLength = texts.reduce((sum, terms) => sum + terms.length, 0) / texts.length;
  return texts.map(terms => {
    let score = 0;
    for (const term of new Set(query)) {
      const containing = texts.filter(other => other.includes(term)).length;
      const frequency = terms.filter(other => other === term).length;
      const idf = Math.log(1 + (texts.length - containing + 0.5) / (containing + 0.5));
      score += (idf * frequency * 2.2) / (frequency + 1.2 * (0.25 + (0.75 * terms.length) / averageLength));
    }
    return score;
  });
}
