const DAMPING = 0.85;
const ROUNDS = 100;
const PRECISION = 1e-6;

/** How alike each two texts are: the cosine of their terms, weighted by inverse document frequency. */
export function compareTexts(texts: readonly (readonly string[])[]): number[][] {
  const vectors = weigh(texts);
  const likeness = texts.map(() => repeat(0, texts.length));
  const holders = Map.groupBy(
    vectors.flatMap((vector, text) => [...vector].map(([term, weight]) => ({ term, text, weight }))),
    each => each.term,
  );
  for (const entries of holders.values()) {
    for (const a of entries) for (const b of entries) likeness[a.text]![b.text]! += a.weight * b.weight;
  }
  return likeness;
}

const repeat = (value: number, count: number): number[] => Array.from({ length: count }, () => value);

/** Unit vectors; a text without terms has none. */
function weigh(texts: readonly (readonly string[])[]): Map<string, number>[] {
  const frequency = new Map<string, number>();
  for (const terms of texts) {
    for (const term of new Set(terms)) frequency.set(term, (frequency.get(term) ?? 0) + 1);
  }
  return texts.map(terms => {
    const vector = new Map<string, number>();
    for (const term of terms) {
      vector.set(term, (vector.get(term) ?? 0) + Math.log(1 + texts.length / frequency.get(term)!));
    }
    const length = Math.hypot(...vector.values());
    for (const [term, weight] of vector) vector.set(term, weight / length);
    return vector;
  });
}

/**
 * How central each text is among all, adding up to 1: a random walk from text to text, more likely to those that are alike.
 * Continuous LexRank, Erkan & Radev 2004, damping 0.85.
 */
export function lexRank(likeness: readonly (readonly number[])[]): number[] {
  const count = likeness.length;
  const sums = likeness.map(row => row.reduce((sum, each) => sum + each, 0));
  let ranks = repeat(1 / count, count);
  for (let round = 0; round < ROUNDS; round++) {
    const next = repeat((1 - DAMPING) / count, count);
    for (let from = 0; from < count; from++) {
      const [row, sum, rank] = [likeness[from]!, sums[from]!, ranks[from]!];
      // A text that is like none, itself included, has no terms: its walk ends anywhere.
      for (let to = 0; to < count; to++)
        next[to]! += DAMPING * rank * (sum === 0 ? 1 / count : row[to]! / sum);
    }
    const moved = next.reduce((sum, rank, index) => sum + Math.abs(rank - ranks[index]!), 0);
    ranks = next;
    if (moved < PRECISION) break;
  }
  return ranks;
}

/** Which of `ranks` to take, best first: central, and unlike those taken already (MMR, Carbonell & Goldstein 1998). */
export function pickDiverse(
  ranks: readonly number[],
  likeness: readonly (readonly number[])[],
  { count, lambda }: { count: number; lambda: number },
): number[] {
  const top = Math.max(...ranks);
  const left = new Set(ranks.keys());
  const picked: number[] = [];
  const nearest = ranks.map(() => 0);
  while (picked.length < count && left.size > 0) {
    const gain = (index: number): number => (lambda * ranks[index]!) / top - (1 - lambda) * nearest[index]!;
    const best = [...left].reduce((a, b) => (gain(b) > gain(a) ? b : a));
    left.delete(best);
    // The same sentence again, as overlapping passages hold it.
    if (nearest[best]! > SAME) continue;
    picked.push(best);
    for (const index of left) nearest[index] = Math.max(nearest[index]!, likeness[best]![index]!);
  }
  return picked;
}

const SAME = 0.9;
