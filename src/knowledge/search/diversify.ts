import { tokenize } from '#knowledge/index/tokenize.ts';

export interface Diversifiable {
  id: string;
  score: number;
}

/**
 * Chooses `k` passages that are good and unlike each other: maximal marginal relevance, Carbonell & Goldstein 1998.
 * `lambda` 1 looks at the score only, 0 at the difference only; likeness is the share of terms in common (Jaccard).
 */
export function diversify<Hit extends Diversifiable>(
  hits: Hit[],
  textOf: (hit: Hit) => string,
  { k, lambda }: { k: number; lambda: number },
): Hit[] {
  const terms = new Map(hits.map(hit => [hit, new Set(tokenize(textOf(hit)))]));
  const relevance = relevanceOf(hits);
  const nearest = new Map(hits.map(hit => [hit, 0]));
  const left = [...hits];
  const chosen: Hit[] = [];
  while (chosen.length < k && left.length > 0) {
    const worth = left.map(hit => lambda * relevance(hit) - (1 - lambda) * nearest.get(hit)!);
    const [next] = left.splice(worth.indexOf(Math.max(...worth)), 1);
    chosen.push(next!);
    for (const hit of left)
      nearest.set(hit, Math.max(nearest.get(hit)!, likeness(terms.get(hit)!, terms.get(next!)!)));
  }
  return chosen;
}

/** Scores of any kind brought to 0 … 1, so that they can be weighed against likeness. */
function relevanceOf(hits: Diversifiable[]): (hit: Diversifiable) => number {
  const scores = hits.map(hit => hit.score);
  const low = Math.min(...scores);
  const range = Math.max(...scores) - low;
  return hit => (range > 0 ? (hit.score - low) / range : 1);
}

function likeness(a: Set<string>, b: Set<string>): number {
  let shared = 0;
  for (const term of a) if (b.has(term)) shared++;
  const all = a.size + b.size - shared;
  return all > 0 ? shared / all : 0;
}
