import { tokenize } from '#knowledge/index/tokenize.ts';

/** BM25 (Robertson & Zaragoza 2009, k1 = 1.2, b = 0.75) from the formula, over the same terms, all in memory. */
export function openStock(passages: Map<string, string>): (question: string, k: number) => string[] {
  const postings = new Map<string, Map<string, number>>();
  const lengths = new Map<string, number>();
  for (const [id, text] of passages) {
    const terms = tokenize(text);
    lengths.set(id, terms.length);
    for (const term of terms) {
      if (!postings.has(term)) postings.set(term, new Map());
      const counts = postings.get(term)!;
      counts.set(id, (counts.get(id) ?? 0) + 1);
    }
  }
  const average = [...lengths.values()].reduce((sum, length) => sum + length, 0) / lengths.size;
  return (question, k) => {
    const scores = new Map<string, number>();
    for (const term of new Set(tokenize(question))) {
      const counts = postings.get(term) ?? new Map<string, number>();
      const idf = Math.log(1 + (lengths.size - counts.size + 0.5) / (counts.size + 0.5));
      for (const [id, frequency] of counts) {
        const part =
          (idf * frequency * 2.2) / (frequency + 1.2 * (0.25 + (0.75 * lengths.get(id)!) / average));
        scores.set(id, (scores.get(id) ?? 0) + part);
      }
    }
    return [...scores]
      .toSorted((a, b) => b[1] - a[1])
      .slice(0, k)
      .map(([id]) => id);
  };
}
