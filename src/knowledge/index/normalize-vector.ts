/** The same direction with length 1; undefined for a vector that has none. */
export function normalizeVector(vector: Float32Array): Float32Array | undefined {
  let squares = 0;
  for (const value of vector) squares += value * value;
  const length = Math.sqrt(squares);
  return length > 0 && Number.isFinite(length) ? vector.map(value => value / length) : undefined;
}
