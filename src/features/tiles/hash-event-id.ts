/** Ids that a tile has counted, by their hash: a few in an array, many in a set. */
export type SeenIds = number[] | Set<number>;

const HASH_BYTES = 8;
const MAX_ARRAY = 16;

/**
 * 53 bits of two multiplicative hashes (cyrb53, public domain): among the events of one tile no two ids share them by
 * chance, and whoever makes them share them on purpose loses events of their own.
 */
export function hashEventId(id: string): number {
  let high = 0xdeadbeef;
  let low = 0x41c6ce57;
  for (let at = 0; at < id.length; at++) {
    const code = id.charCodeAt(at);
    high = Math.imul(high ^ code, 2654435761);
    low = Math.imul(low ^ code, 1597334677);
  }
  high = Math.imul(high ^ (high >>> 16), 2246822507) ^ Math.imul(low ^ (low >>> 13), 3266489909);
  low = Math.imul(low ^ (low >>> 16), 2246822507) ^ Math.imul(high ^ (high >>> 13), 3266489909);
  return 4294967296 * (2097151 & low) + (high >>> 0);
}

/** Undefined: it was there. Else the ids with this one, which may be another object. */
export function addSeen(seen: SeenIds | undefined, id: string): SeenIds | undefined {
  const hash = hashEventId(id);
  if (seen === undefined) return [hash];
  if (Array.isArray(seen)) {
    if (seen.includes(hash)) return undefined;
    seen.push(hash);
    return seen.length > MAX_ARRAY ? new Set(seen) : seen;
  }
  return seen.has(hash) ? undefined : seen.add(hash);
}

export function seenToBytes(seen: SeenIds): Buffer {
  const bytes = Buffer.allocUnsafe((Array.isArray(seen) ? seen.length : seen.size) * HASH_BYTES);
  let at = 0;
  for (const each of seen) at = bytes.writeDoubleLE(each, at);
  return bytes;
}

export function seenFromBytes(bytes: Buffer): SeenIds {
  const seen = Array.from({ length: bytes.length / HASH_BYTES }, (_, at) =>
    bytes.readDoubleLE(at * HASH_BYTES),
  );
  return seen.length > MAX_ARRAY ? new Set(seen) : seen;
}
