import { hash } from 'node:crypto';

export const ID_HASH_BYTES = 8;

/** 64 bits of SHA-256: within the few events of one tile no two ids share them. */
export const hashEventId = (id: string): bigint => hash('sha256', id, 'buffer').readBigUInt64LE(0);

export function seenToBytes(seen: ReadonlySet<bigint>): Buffer {
  const bytes = Buffer.allocUnsafe(seen.size * ID_HASH_BYTES);
  let at = 0;
  for (const each of seen) at = bytes.writeBigUInt64LE(each, at);
  return bytes;
}

export function seenFromBytes(bytes: Buffer): Set<bigint> {
  const seen = new Set<bigint>();
  for (let at = 0; at < bytes.length; at += ID_HASH_BYTES) seen.add(bytes.readBigUInt64LE(at));
  return seen;
}
