/** nDCG@k (Järvelin & Kekäläinen 2002, gains as judged) and recall@k of one ranking. */
export function judgeRanking(
  ids: string[],
  relevant: Map<string, number>,
  k = 10,
): { ndcg: number; recall: number } {
  const gainOf = (gains: number[]) =>
    gains.slice(0, k).reduce((sum, gain, index) => sum + gain / Math.log2(index + 2), 0);
  const found = ids.slice(0, k);
  const ideal = gainOf([...relevant.values()].toSorted((a, b) => b - a));
  return {
    ndcg: ideal > 0 ? gainOf(found.map(id => relevant.get(id) ?? 0)) / ideal : 0,
    recall: found.filter(id => (relevant.get(id) ?? 0) > 0).length / relevant.size,
  };
}
