/** The vectors of an embeddings reply in the order of the texts, or what is wrong with the reply. */
export function readVectors(reply: string, count: number): Float32Array[] | string {
  const data = parseData(reply);
  if (data === undefined) return 'it is not a list of embeddings';
  if (data.length !== count) return `${data.length} embeddings for ${count} texts`;
  const vectors: (Float32Array | undefined)[] = Array.from({ length: count });
  for (const [position, item] of data.entries()) {
    // Endpoints that leave `index` out answer in order.
    const index = item?.index ?? position;
    const vector = toVector(item?.embedding);
    if (vector === undefined) return `embedding ${position} holds something else than finite numbers`;
    if (!Number.isInteger(index) || index < 0 || index >= count || vectors[index] !== undefined)
      return `the index ${String(index)} is doubled or out of range`;
    vectors[index] = vector;
  }
  const dimensions = new Set(vectors.map(vector => vector!.length));
  return dimensions.size === 1 ? (vectors as Float32Array[]) : 'its embeddings differ in dimension';
}

interface Item {
  index?: number;
  embedding?: unknown;
}

function parseData(reply: string): (Item | null)[] | undefined {
  try {
    const data = (JSON.parse(reply) as { data?: unknown } | null)?.data;
    return Array.isArray(data) ? data : undefined;
  } catch {
    // A reply that is no JSON is no list either.
    return undefined;
  }
}

function toVector(embedding: unknown): Float32Array | undefined {
  if (!Array.isArray(embedding) || embedding.length === 0) return undefined;
  if (!embedding.every(value => typeof value === 'number')) return undefined;
  const vector = Float32Array.from(embedding);
  return vector.every(Number.isFinite) ? vector : undefined;
}
