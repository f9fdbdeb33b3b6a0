export interface ReadVectors {
  vectors: Float32Array[];
  /** Tokens, as far as the reply says. */
  countedTokens: number | undefined;
}

/** The vectors of an embeddings reply in the order of the texts, or what is wrong with the reply. */
export function readVectors(reply: string, count: number): ReadVectors | string {
  const { data, usage } = parseReply(reply);
  if (!Array.isArray(data)) return 'it is not a list of embeddings';
  if (data.length !== count) return `${data.length} embeddings for ${count} texts`;
  const vectors: (Float32Array | undefined)[] = Array.from({ length: count });
  for (const [position, item] of (data as (Item | null)[]).entries()) {
    // Endpoints that leave `index` out answer in order.
    const index = item?.index ?? position;
    const vector = toVector(item?.embedding);
    if (vector === undefined) return `embedding ${position} holds something else than finite numbers`;
    if (!Number.isInteger(index) || index < 0 || index >= count || vectors[index] !== undefined)
      return `the index ${String(index)} is doubled or out of range`;
    vectors[index] = vector;
  }
  const dimensions = new Set(vectors.map(vector => vector!.length));
  if (dimensions.size !== 1) return 'its embeddings differ in dimension';
  return { vectors: vectors as Float32Array[], countedTokens: countOf(usage) };
}

interface Item {
  index?: number;
  embedding?: unknown;
}

function parseReply(reply: string): { data?: unknown; usage?: unknown } {
  try {
    return (JSON.parse(reply) as object | null) ?? {};
  } catch {
    // A reply that is no JSON is no list either.
    return {};
  }
}

/** Nothing that cannot be a count is believed. */
function countOf(usage: unknown): number | undefined {
  const { prompt_tokens: prompt, total_tokens: total } = (usage ?? {}) as Record<string, unknown>;
  return [prompt, total].find((count): count is number => Number.isSafeInteger(count) && Number(count) > 0);
}

function toVector(embedding: unknown): Float32Array | undefined {
  if (!Array.isArray(embedding) || embedding.length === 0) return undefined;
  if (!embedding.every(value => typeof value === 'number')) return undefined;
  const vector = Float32Array.from(embedding);
  return vector.every(Number.isFinite) ? vector : undefined;
}
