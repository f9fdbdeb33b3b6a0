export interface PartScore {
  /** From 1. */
  rank: number;
  score: number;
}

export interface FusedHit {
  id: string;
  score: number;
  scores: { keyword?: PartScore; vector?: PartScore };
}

export interface RankedId {
  id: string;
  score: number;
}

export const FUSION_K = 60;

/**
 * One list of two: reciprocal rank fusion, Cormack, Clarke & Büttcher 2009, k = 60, each list with its weight.
 * A single list keeps its own scores.
 */
export function fuseRanks(
  lists: { keyword?: RankedId[]; vector?: RankedId[] },
  weights: { keyword: number; vector: number } = { keyword: 1, vector: 1 },
): FusedHit[] {
  const hits = new Map<string, FusedHit>();
  const both = lists.keyword !== undefined && lists.vector !== undefined;
  for (const part of ['keyword', 'vector'] as const) {
    lists[part]?.forEach(({ id, score }, index) => {
      const hit = hits.get(id) ?? { id, score: 0, scores: {} };
      hit.score += both ? weights[part] / (FUSION_K + index + 1) : score;
      hit.scores[part] = { rank: index + 1, score };
      hits.set(id, hit);
    });
  }
  return [...hits.values()].toSorted((a, b) => b.score - a.score || (a.id < b.id ? -1 : 1));
}
