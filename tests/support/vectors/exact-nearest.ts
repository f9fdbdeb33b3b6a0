/** The ids of the `k` rows with the highest inner product: what every other way of searching is held against. */
export function exactNearest(
  rows: { id: string; vector: Float32Array }[],
  question: Float32Array,
  k: number,
): string[] {
  return rows
    .map(({ id, vector }) => ({ id, score: innerProduct(vector, question) }))
    .toSorted((a, b) => b.score - a.score)
    .slice(0, k)
    .map(({ id }) => id);
}

function innerProduct(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let index = 0; index < a.length; index++) sum += a[index]! * b[index]!;
  return sum;
}
