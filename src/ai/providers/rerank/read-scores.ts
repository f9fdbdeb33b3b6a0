interface Item {
  index?: unknown;
  relevance_score?: unknown;
  score?: unknown;
}

/** The scores of a reply in the order of the passages, or what is wrong with it. */
export function readScores(reply: string, count: number): number[] | string {
  const items = parseItems(reply);
  if (items === undefined) return 'it is not a list of scores';
  if (items.length !== count) return `${items.length} scores for ${count} passages`;
  const scores: (number | undefined)[] = Array.from({ length: count });
  for (const item of items) {
    const { index, relevance_score: score = item?.score } = item ?? {};
    if (typeof score !== 'number' || !Number.isFinite(score)) return 'a score is not a finite number';
    const isPlace = Number.isInteger(index) && (index as number) >= 0 && (index as number) < count;
    if (!isPlace || scores[index as number] !== undefined) return 'an index is doubled or out of range';
    scores[index as number] = score;
  }
  return scores as number[];
}

function parseItems(reply: string): (Item | null)[] | undefined {
  try {
    const parsed = JSON.parse(reply) as { results?: unknown } | unknown[] | null;
    const items = Array.isArray(parsed) ? parsed : parsed?.results;
    return Array.isArray(items) ? (items as (Item | null)[]) : undefined;
  } catch {
    return undefined;
  }
}
