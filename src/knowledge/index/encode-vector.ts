/**
 * pgvector's binary form: two bytes dimensions, two unused, then big-endian floats. The driver sends a Buffer in
 * binary, which is stored ten times faster than the text form.
 */
export function encodeVector(vector: Float32Array): Buffer {
  const bytes = Buffer.alloc(4 + vector.length * 4);
  bytes.writeUInt16BE(vector.length, 0);
  vector.forEach((value, index) => bytes.writeFloatBE(value, 4 + index * 4));
  return bytes;
}
