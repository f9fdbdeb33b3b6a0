import iconv from 'iconv-lite';

/** Decodes a whole text; bytes that mean nothing become U+FFFD. */
export function decodeBytes(bytes: Uint8Array, encoding: string): string {
  return iconv.decode(Buffer.from(bytes), encoding);
}
